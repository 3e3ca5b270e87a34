package memagent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import memagent.app.Paint.Look;
import memagent.vault.VaultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether everything that the program needs is there and works. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Checks Java, the memory, the model, the sandbox and one whole turn.",
    footer = {
      "",
      "Each line begins with ok, warn or FAIL. Nothing is changed: the turn runs on a memory of its",
      "own, which is deleted."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int NAME_COLUMNS = 12;

  private final Surroundings surroundings;

  @Mixin private final FlagGroups.Memory memory = new FlagGroups.Memory();
  @Mixin private final FlagGroups.Model model = new FlagGroups.Model();

  @Option(names = "--json", description = "Prints one JSON object instead of lines.")
  private boolean json;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "Colours: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Paint.When color = Paint.When.auto;

  DoctorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Map<Setting, String> flags = FlagGroups.none();
    memory.into(flags);
    model.into(flags);
    Settings settings = SettingsReader.read(surroundings, flags);
    Paint paint = Paint.of(color, surroundings);
    List<Check> checks = new ArrayList<>();
    Checkup checkup = new Checkup(settings, surroundings);
    checkup.run(check -> {
      checks.add(check);
      if (!json) {
        print(check, paint);
      }
    });
    List<LimitTable.Row> limits =
        LimitTable.of(
            Memories.limits(settings), Parts.sandboxLimits(settings), checkup.turnLimits());
    if (json) {
      surroundings.output().println(json(settings, checks, limits));
    } else {
      printRest(settings, limits, paint);
    }
    boolean failed = checks.stream().anyMatch(check -> check.state() == Check.State.FAIL);
    return (failed ? ExitCode.FOUND : ExitCode.DONE).code();
  }

  private void print(Check check, Paint paint) {
    Look look =
        switch (check.state()) {
          case OK -> Look.GREEN;
          case WARN -> Look.YELLOW;
          case FAIL -> Look.RED;
        };
    surroundings
        .output()
        .printf(
            "%s %s %s%n",
            paint.of(look, "%-4s".formatted(check.state().word())),
            ("%-" + NAME_COLUMNS + "s").formatted(check.name()),
            Paint.harmless(check.detail()));
  }

  private void printRest(Settings settings, List<LimitTable.Row> limits, Paint paint) {
    PrintStream out = surroundings.output();
    out.println();
    out.println(paint.of(Look.BOLD, "Settings"));
    settingLines(settings).forEach((name, value) -> out.printf("  %-22s%s%n", name, value));
    out.println();
    out.println(paint.of(Look.BOLD, "Limits"));
    for (LimitTable.Row row : limits) {
      out.printf("  %-13s%-26s%s%n", row.module(), row.name(), row.value());
    }
  }

  private Map<String, String> settingLines(Settings settings) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("memory", settings.memory() + origin(settings, Setting.MEMORY));
    lines.put("encryption", encryption(settings));
    lines.put("model", ModelNames.of(settings.model()));
    lines.put("parts", settings.parts() + origin(settings, Setting.PARTS));
    settings.filters().ifPresent(f -> lines.put("filters", f + origin(settings, Setting.FILTERS)));
    lines.put("settings file", settings.folders().settingsFile().toString());
    lines.put("data", settings.folders().data().toString());
    lines.put("caches", settings.folders().cache().toString());
    return lines;
  }

  private String encryption(Settings settings) {
    if (!Files.isDirectory(settings.memory())) {
      return "none";
    }
    try {
      return switch (new MemoryKeys(settings, surroundings).encryption().state()) {
        case PLAIN -> "none";
        case ENCRYPTED -> "encrypted";
        case ENCRYPTING, DECRYPTING -> "half; `mem memory encrypt` or decrypt does the rest";
      };
    } catch (VaultException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String origin(Settings settings, Setting setting) {
    return " (" + settings.origins().getOrDefault(setting, Settings.Origin.DEFAULT) + ")";
  }

  private String json(Settings settings, List<Check> checks, List<LimitTable.Row> limits) {
    Map<String, Object> object = new LinkedHashMap<>();
    List<Map<String, String>> checkList = new ArrayList<>();
    for (Check check : checks) {
      Map<String, String> entry = new LinkedHashMap<>();
      entry.put("state", check.state().word());
      entry.put("name", check.name());
      entry.put("detail", check.detail());
      checkList.add(entry);
    }
    object.put("checks", checkList);
    object.put("settings", settingLines(settings));
    Map<String, Map<String, String>> limitMap = new LinkedHashMap<>();
    for (LimitTable.Row row : limits) {
      limitMap
          .computeIfAbsent(row.module(), m -> new LinkedHashMap<>())
          .put(row.name(), row.value());
    }
    object.put("limits", limitMap);
    try {
      return new ObjectMapper().writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings are always JSON", e);
    }
  }
}
