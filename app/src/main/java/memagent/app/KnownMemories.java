package memagent.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import memagent.agent.OwnFiles;

/**
 * The memories that a person goes to and fro between: a text file with one line each, {@code NAME
 * DIR}, and {@code *} before the one in use.
 */
final class KnownMemories {
  private static final String DEFAULT = "default";
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.-]{1,60}");

  private final UserFolders folders;

  KnownMemories(UserFolders folders) {
    this.folders = folders;
  }

  /** One memory. */
  record Known(String name, Path folder, boolean isChosen) {}

  /** The one in use; empty for the default one. */
  Optional<Known> chosen() {
    return read().stream().filter(Known::isChosen).findFirst();
  }

  /** All, the default one first. */
  List<Known> all() {
    List<Known> known = read();
    List<Known> all = new ArrayList<>();
    all.add(new Known(DEFAULT, folders.memory(), known.stream().noneMatch(Known::isChosen)));
    all.addAll(known);
    return all;
  }

  /**
   * Takes one from now on.
   *
   * @param which a known name, or a folder, relative to {@code base}
   * @throws UserException if it is neither
   */
  Known choose(String which, Path base) {
    List<Known> known = new ArrayList<>(read());
    known.replaceAll(each -> new Known(each.name(), each.folder(), false));
    if (which.equals(DEFAULT)) {
      write(known);
      return new Known(DEFAULT, folders.memory(), true);
    }
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).name().equals(which)) {
        known.set(i, new Known(which, known.get(i).folder(), true));
        write(known);
        return known.get(i);
      }
    }
    Path folder = folder(which, base);
    Known chosen =
        known.stream()
            .filter(each -> each.folder().equals(folder))
            .findFirst()
            .map(each -> new Known(each.name(), folder, true))
            .orElseGet(() -> new Known(freeName(folder, known), folder, true));
    known.removeIf(each -> each.folder().equals(folder));
    known.add(chosen);
    write(known);
    return chosen;
  }

  private static Path folder(String which, Path base) {
    try {
      Path folder = base.resolve(which).normalize();
      if (Files.isDirectory(folder) && !folder.toString().contains("\n")) {
        return folder.toRealPath();
      }
    } catch (InvalidPathException | IOException e) {
      throw unknown(which);
    }
    throw unknown(which);
  }

  private static UserException unknown(String which) {
    return new UserException(
        ExitCode.USAGE,
        "\"%s\" is neither a memory that `mem memory list` names nor a folder: name one, or make the folder first."
            .formatted(Paint.firstLine(which, 80)));
  }

  private static String freeName(Path folder, List<Known> known) {
    Path last = folder.getFileName();
    String own = last == null ? "memory" : last.toString().replaceAll("[^\\p{L}\\p{N}_.-]+", "_");
    String name =
        own.substring(
            0, own.offsetByCodePoints(0, Math.min(40, own.codePointCount(0, own.length()))));
    List<String> taken = new ArrayList<>(known.stream().map(Known::name).toList());
    taken.add(DEFAULT);
    String free = name;
    for (int i = 2; taken.contains(free); i++) {
      free = name + "-" + i;
    }
    return free;
  }

  private List<Known> read() {
    List<Known> known = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(folders.memories())) {
        boolean isChosen = line.startsWith("* ");
        String rest = isChosen ? line.substring(2) : line;
        int space = rest.indexOf(' ');
        if (space > 0 && NAME.matcher(rest.substring(0, space)).matches()) {
          Path folder = Path.of(rest.substring(space + 1));
          known.add(new Known(rest.substring(0, space), folder, isChosen));
        }
      }
      return known;
    } catch (NoSuchFileException none) {
      return known;
    } catch (IOException | InvalidPathException e) {
      throw new UserException(
          ExitCode.USAGE,
          "The list of memories %s cannot be read (%s): repair or delete it."
              .formatted(folders.memories(), e.getMessage()));
    }
  }

  private void write(List<Known> known) {
    StringBuilder text = new StringBuilder();
    for (Known each : known) {
      text.append(each.isChosen() ? "* " : "").append(each.name()).append(' ');
      text.append(each.folder()).append('\n');
    }
    try {
      OwnFiles.createFolder(folders.config());
      OwnFiles.replace(folders.memories(), text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UserException(
          ExitCode.USAGE,
          "The list of memories %s cannot be written (%s): change its rights."
              .formatted(folders.memories(), e.getMessage()));
    }
  }
}
