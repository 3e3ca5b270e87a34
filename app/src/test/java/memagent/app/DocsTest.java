package memagent.app;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** docs/cli.md and docs/settings.md are made of the program itself. */
final class DocsTest {
  private static final Path DOCS = Repository.ROOT.resolve("docs");

  @Test
  void cliMdIsWhatHelpSays() {
    CommandLine line =
        Main.commandLine(
            new InProcess(Path.of("home"))
                .surroundings(new ByteArrayOutputStream(), new ByteArrayOutputStream()));
    StringBuilder text =
        new StringBuilder(
            """
            # The command line

            Made of the program's own help by `DocsTest`; run it with `-Dgolden.update=true` after a change.
            """);
    for (CommandLine command : all(line)) {
      String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
      text.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```text\n");
      help.lines().map(String::stripTrailing).forEach(l -> text.append(l).append('\n'));
      text.append("```\n");
    }
    Golden.check(DOCS.resolve("cli.md"), text.toString());
  }

  @Test
  void helpIsReadyMadeInTheJar() {
    CommandLine line =
        Main.commandLine(
            new InProcess(Path.of("home"))
                .surroundings(new ByteArrayOutputStream(), new ByteArrayOutputStream()));
    Golden.check(
        Repository.ROOT.resolve("app/src/main/resources/memagent/app").resolve(Main.HELP_FILE),
        line.getUsageMessage(CommandLine.Help.Ansi.OFF));
  }

  @Test
  void settingsMdNamesEverySettingAndEveryLimit() {
    StringBuilder text =
        new StringBuilder(
            """
            # Settings and limits

            Made of the program's own tables by `DocsTest`; run it with `-Dgolden.update=true` after a change.

            A flag beats the environment, which beats the settings file, which beats the default. The settings file is
            `settings.properties`, one `name = value` a line, in `~/.config/mem-agent` (`XDG_CONFIG_HOME`), on macOS in
            `~/Library/Application Support/mem-agent`, on Windows in `%LOCALAPPDATA%\\mem-agent`. `mem doctor` shows what holds
            and where it came from.

            | setting | in the file | environment | flag |
            | --- | --- | --- | --- |
            """);
    for (Setting setting : Setting.values()) {
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  setting.about(),
                  code(setting.key()),
                  code(setting.variable()),
                  code(setting.flag())));
    }
    text.append(
        """

        ## Limits

        Every limit has a name with its unit last; a message about a limit names it.

        | where | limit | value |
        | --- | --- | --- |
        """);
    for (LimitTable.Row row : LimitTable.defaults()) {
      text.append("| %s | `%s` | %s |\n".formatted(row.module(), row.name(), row.value()));
    }
    Golden.check(DOCS.resolve("settings.md"), text.toString());
  }

  private static List<CommandLine> all(CommandLine line) {
    List<CommandLine> all = new ArrayList<>(List.of(line));
    for (Map.Entry<String, CommandLine> each : line.getSubcommands().entrySet()) {
      if (!each.getKey().equals("help")) {
        all.addAll(all(each.getValue()));
      }
    }
    return all;
  }

  private static String code(String text) {
    return text.isEmpty() ? "-" : "`" + text + "`";
  }
}
