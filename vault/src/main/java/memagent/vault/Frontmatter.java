package memagent.vault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The YAML between two lines of {@code ---} at the very start of a note.
 *
 * @param values by key, in order: strings, numbers, booleans, lists and maps of these; a value that
 *     is null is left out; empty without frontmatter or with a broken one
 * @param span from the first {@code ---} to the end of the last one's line; empty without one
 * @param problem why the YAML cannot be read, as one sentence; empty when it can
 */
public record Frontmatter(Map<String, Object> values, TextSpan span, String problem) {
  /** A note without frontmatter. */
  public static final Frontmatter NONE = new Frontmatter(Map.of(), new TextSpan(0, 0), "");

  private static final String FENCE = "---";
  private static final int CHARS_MAX = 50_000;
  private static final int DEPTH_MAX = 20;
  private static final int ALIASES_MAX = 10;

  public Frontmatter {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** A value as a list of texts: a list's items, or the one value; empty when the key is absent. */
  public List<String> texts(String key) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> items) {
      return items.stream().filter(item -> !(item instanceof Map)).map(String::valueOf).toList();
    }
    return value instanceof Map ? List.of() : List.of(String.valueOf(value));
  }

  /** The texts of {@code aliases} and {@code alias}, in order, none twice. */
  public List<String> aliases() {
    Set<String> aliases = new LinkedHashSet<>(texts("aliases"));
    aliases.addAll(texts("alias"));
    aliases.removeIf(String::isBlank);
    return new ArrayList<>(aliases);
  }

  /**
   * A value as YAML that reads as this very text: without quotes where that can be, else in quotes,
   * of the kind that the present value has.
   *
   * @param present the value as it is written now; empty for none
   * @return empty where YAML cannot hold it
   */
  static Optional<String> scalar(String value, String present) {
    if (present.startsWith("'")) {
      return Optional.of("'" + value.replace("'", "''") + "'");
    }
    boolean isPlain = !present.startsWith("\"") && !value.contains(" #") && !value.endsWith(":");
    if (isPlain && reads(value, value)) {
      return Optional.of(value);
    }
    String quoted = "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    return reads(quoted, value) ? Optional.of(quoted) : Optional.empty();
  }

  private static boolean reads(String scalar, String value) {
    Frontmatter read = load("k: " + scalar + "\n", NONE.span());
    Object found = read.values().get("k");
    boolean isOne = !(found instanceof List) && !(found instanceof Map);
    return isOne && read.values().size() == 1 && read.texts("k").equals(List.of(value));
  }

  static Frontmatter parse(String text) {
    int first = lineEnd(text, 0);
    if (!text.substring(0, first).stripTrailing().equals(FENCE)) {
      return NONE;
    }
    int start = Math.min(first + 1, text.length());
    for (int line = start; line < text.length(); ) {
      int end = lineEnd(text, line);
      String content = text.substring(line, end).stripTrailing();
      if (content.equals(FENCE) || content.equals("...")) {
        TextSpan span = new TextSpan(0, Math.min(end + 1, text.length()));
        return load(text.substring(start, line), span);
      }
      line = end + 1;
    }
    return NONE;
  }

  /**
   * YAML can name any class, refer to itself, and grow a few bytes into gigabytes by aliases. The
   * engine builds plain values only; size, depth and aliases are limited here.
   */
  private static Frontmatter load(String yaml, TextSpan span) {
    if (yaml.length() > CHARS_MAX) {
      return broken(span, "it has more than " + CHARS_MAX + " characters");
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setAllowRecursiveKeys(false)
            .setMaxAliasesForCollections(ALIASES_MAX)
            .setCodePointLimit(CHARS_MAX)
            .build();
    try {
      Object loaded = new Load(settings).loadFromString(yaml);
      if (loaded == null) {
        return new Frontmatter(Map.of(), span, "");
      }
      if (loaded instanceof Map<?, ?> map) {
        return new Frontmatter(plainMap(map, 0), span, "");
      }
      return broken(span, "it is not a list of 'key: value' lines");
    } catch (YamlEngineException e) {
      return broken(span, firstLine(e));
    } catch (StackOverflowError e) {
      return broken(span, "it is nested too deeply");
    }
  }

  private static Frontmatter broken(TextSpan span, String why) {
    return new Frontmatter(
        Map.of(), span, "The frontmatter cannot be read as YAML (%s); mend it.".formatted(why));
  }

  private static String firstLine(YamlEngineException e) {
    return Optional.ofNullable(e.getMessage()).orElse("").lines().findFirst().orElse("unknown");
  }

  private static Map<String, Object> plainMap(Map<?, ?> map, int depth) {
    Map<String, Object> plain = new LinkedHashMap<>();
    map.forEach((key, value) ->
        plain(value, depth).ifPresent(kept -> plain.put(String.valueOf(key), kept)));
    return Collections.unmodifiableMap(plain);
  }

  private static Optional<Object> plain(Object value, int depth) {
    if (depth > DEPTH_MAX) {
      throw new YamlEngineException("it is nested more than " + DEPTH_MAX + " levels deep");
    }
    return switch (value) {
      case null -> Optional.empty();
      case Map<?, ?> map -> Optional.of(plainMap(map, depth + 1));
      case Iterable<?> items -> {
        List<Object> list = new ArrayList<>();
        items.forEach(item -> plain(item, depth + 1).ifPresent(list::add));
        yield Optional.of(Collections.unmodifiableList(list));
      }
      case String text -> Optional.of(text);
      case Number number -> Optional.of(number);
      case Boolean flag -> Optional.of(flag);
      default -> Optional.of(String.valueOf(value));
    };
  }

  private static int lineEnd(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }
}
