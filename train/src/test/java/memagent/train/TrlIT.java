package memagent.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import memagent.sandbox.GraalPySandbox;
import memagent.sandbox.Sandbox;
import memagent.sandbox.SandboxLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TRL trains a tiny random Qwen3 against the environment: run by {@code ./build -Ptrl} alone, since
 * it installs TRL and PyTorch (some 5 GB) into {@code .runs/trl}, where they stay for the next
 * time.
 */
class TrlIT {
  private static final List<String> PACKAGES =
      List.of("torch==2.15.0", "trl==1.16.0", "transformers==5.23.0", "datasets==5.2.0");
  private static final Path ROOT = Path.of(System.getProperty("repository.root", "."));

  @TempDir Path folder;

  @Test
  void trlTakesTwoGspoStepsAgainstTheEnvironment() throws Exception {
    Path python = python();
    try (Sandbox sandbox = GraalPySandbox.start(SandboxLimits.DEFAULT, folder.resolve("sandbox"));
        EnvironmentServer server =
            new EnvironmentServer(
                0,
                WorldSource.Generated.of(1, 64),
                sandbox,
                EnvironmentPrompt.SMALL,
                Reward.DEFAULT,
                EnvironmentLimits.DEFAULT,
                folder,
                () -> UUID.randomUUID().toString(),
                Clock.systemUTC())) {
      String said =
          run(
              python.toString(),
              ROOT.resolve("runs/trl_proof.py").toString(),
              Integer.toString(server.port()));
      assertThat(said).contains("2 GSPO steps, gradient norms");
      assertThat(server.sessionCount()).isZero();
    }
  }

  private static Path python() throws IOException, InterruptedException {
    Path venv = ROOT.resolve(".runs/trl/venv");
    Path python = venv.resolve("bin/python");
    Path installed = venv.resolve("installed");
    if (!Files.exists(installed)) {
      run("python3", "-m", "venv", venv.toString());
      List<String> command =
          new ArrayList<>(List.of(python.toString(), "-m", "pip", "install", "-q"));
      command.addAll(PACKAGES);
      run(command.toArray(String[]::new));
      Files.writeString(installed, String.join("\n", PACKAGES));
    }
    return python;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("TRL_EXPERIMENTAL_SILENCE", "1");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
