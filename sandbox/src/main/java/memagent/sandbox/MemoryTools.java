package memagent.sandbox;

import java.util.List;
import java.util.stream.Collectors;
import memagent.vault.InvalidPathException;
import memagent.vault.NotePath;
import memagent.vault.SearchHit;
import memagent.vault.SearchText;
import memagent.vault.SecretRefusedException;
import memagent.vault.UpdateOutcome;
import memagent.vault.VaultException;
import memagent.vault.VaultLimitException;
import memagent.vault.VaultTransaction;

/**
 * The functions of a block, over one transaction: ten with the return values and the error texts of
 * the reference, so that models made for it meet what they know, {@code search_memory}, and {@code
 * get_fact}, {@code set_fact} and {@code add_link}, which know facts by their names. They run in
 * the program, never in the worker, and believe nothing of what a worker sends.
 *
 * <p>Ours differ from the reference's on purpose in these points: {@code update_file} refuses an
 * old text that occurs more than once, before anything is written; {@code go_to_link} takes every
 * form of link that Obsidian knows; a path that leaves the memory is denied with the reason; and a
 * text with a secret that the memory does not keep is refused with a sentence that leaves it out.
 */
public final class MemoryTools {

  /** What a call came to. */
  public sealed interface Result {}

  /**
   * The function returned.
   *
   * @param value a value as in {@link Observation#variables()}
   */
  public record Returned(Object value) implements Result {}

  /**
   * The function raised.
   *
   * @param exception the Python class, as {@code FileNotFoundError}
   * @param message what it says
   */
  public record Raised(String exception, String message) implements Result {}

  private static final int PREVIEW_CHARS = 50;
  private static final int LINES_SHOWN_MAX = 10;

  /** Hits of {@code search_memory} where its call names no limit. */
  public static final int SEARCH_COUNT_DEFAULT = 10;

  private static final int SEARCH_COUNT_MAX = 50;
  private static final int SEARCH_TOKENS_MAX = 1_500;

  private final VaultTransaction transaction;
  private final FactTools facts;

  /** The functions over this transaction. */
  public MemoryTools(VaultTransaction transaction) {
    this.transaction = transaction;
    this.facts = new FactTools(transaction);
  }

  /**
   * Calls one function. A call that has no such function or other arguments than it takes raises a
   * Python {@code TypeError}.
   */
  public Result call(String function, List<?> arguments) {
    if (!arguments.stream().allMatch(String.class::isInstance)) {
      return new Raised("TypeError", function + "() takes texts only");
    }
    var texts = arguments.stream().map(String.class::cast).toList();
    try {
      return switch (function + "/" + texts.size()) {
        case "create_file/2" -> createFile(texts.get(0), texts.get(1));
        case "update_file/3" -> new Returned(updateFile(texts.get(0), texts.get(1), texts.get(2)));
        case "read_file/1" -> new Returned(readFile(texts.getFirst()));
        case "delete_file/1" -> new Returned(deleteFile(texts.getFirst()));
        case "create_dir/1" -> new Returned(createDir(texts.getFirst()));
        case "list_files/0" -> new Returned(transaction.tree());
        case "check_if_file_exists/1" ->
            new Returned(fileExists(texts.getFirst()) ? "True" : "False");
        case "check_if_dir_exists/1" ->
            new Returned(folderExists(texts.getFirst()) ? "True" : "False");
        case "get_size/1" -> getSize(texts.getFirst());
        case "go_to_link/1" -> new Returned(goToLink(texts.getFirst()));
        case "search_memory/1" -> search(texts.getFirst(), Integer.toString(SEARCH_COUNT_DEFAULT));
        case "search_memory/2" -> search(texts.get(0), texts.get(1));
        case "get_fact/3" -> new Returned(facts.get(texts.get(0), texts.get(1), texts.get(2)));
        case "set_fact/4" ->
            new Returned(facts.set(texts.get(0), texts.get(1), texts.get(2), texts.get(3)));
        case "add_link/4" ->
            new Returned(facts.link(texts.get(0), texts.get(1), texts.get(2), texts.get(3)));
        default ->
            new Raised(
                "TypeError", function + "() does not take " + texts.size() + " such arguments");
      };
    } catch (VaultException e) {
      return new Raised("OSError", message(e));
    }
  }

  private Result createFile(String path, String content) {
    try {
      transaction.create(NotePath.of(path), content);
      return new Returned(true);
    } catch (VaultLimitException e) {
      var why = "File " + path + " is too large to create: " + message(e);
      return new Raised("Exception", "Error creating file " + path + ": " + why);
    } catch (VaultException e) {
      return new Raised("Exception", "Error creating file " + path + ": " + message(e));
    }
  }

  private Object updateFile(String path, String oldText, String newText) {
    try {
      return switch (transaction.update(NotePath.of(path), oldText, newText)) {
        case UpdateOutcome.Replaced replaced -> true;
        case UpdateOutcome.NoSuchFile none -> "Error: File '" + path + "' does not exist";
        case UpdateOutcome.NotAFile folder -> "Error: '" + path + "' is not a file";
        case UpdateOutcome.NotFound absent ->
            "Error: Could not find the specified content in the file. Looking for: '"
                + preview(oldText)
                + "'";
        case UpdateOutcome.Unchanged same -> "Error: No changes were made to the file";
        case UpdateOutcome.SeveralMatches several -> severalMatches(path, several);
      };
    } catch (SecretRefusedException e) {
      return "Error: " + message(e);
    } catch (InvalidPathException e) {
      return "Error: Permission denied writing to '" + path + "': " + message(e);
    } catch (VaultException e) {
      return "Error: Unexpected error - " + message(e);
    }
  }

  private static String severalMatches(String path, UpdateOutcome.SeveralMatches several) {
    var lines =
        several.lines().stream()
            .limit(LINES_SHOWN_MAX)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    var more = several.lines().size() > LINES_SHOWN_MAX ? ", ..." : "";
    return "Error: Found "
        + several.count()
        + " occurrences of the content in '"
        + path
        + "' (lines "
        + lines
        + more
        + "). Give more of the surrounding text so that it occurs once. Nothing was changed.";
  }

  private static String preview(String text) {
    int end = text.offsetByCodePoints(0, Math.min(PREVIEW_CHARS, codePoints(text)));
    return end < text.length() ? text.substring(0, end) + "..." : text;
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  private Object readFile(String path) {
    try {
      return transaction.read(NotePath.of(path));
    } catch (InvalidPathException e) {
      return "Error: Permission denied accessing " + path + ": " + message(e);
    } catch (VaultException e) {
      return unread(path, e);
    }
  }

  private String unread(String path, VaultException why) {
    try {
      var note = NotePath.of(path);
      if (transaction.fileExists(note)) {
        return "Error: " + message(why);
      }
      return transaction.folderExists(note)
          ? "Error: " + path + " is not a file"
          : "Error: File " + path + " does not exist";
    } catch (VaultException e) {
      return "Error: " + message(e);
    }
  }

  private boolean deleteFile(String path) {
    try {
      return transaction.delete(NotePath.of(path));
    } catch (VaultException e) {
      return false;
    }
  }

  private boolean createDir(String path) {
    try {
      transaction.createFolder(NotePath.of(path));
      return true;
    } catch (VaultException e) {
      return false;
    }
  }

  private boolean fileExists(String path) {
    try {
      return transaction.fileExists(NotePath.of(path));
    } catch (VaultException e) {
      return false;
    }
  }

  private boolean folderExists(String path) {
    try {
      return transaction.folderExists(NotePath.of(path));
    } catch (VaultException e) {
      return false;
    }
  }

  private Result getSize(String path) {
    try {
      return new Returned(transaction.size(path));
    } catch (VaultException e) {
      return new Raised("FileNotFoundError", "Path not found: " + path);
    }
  }

  private Object goToLink(String link) {
    try {
      var target = transaction.resolve(link);
      return target.isPresent()
          ? transaction.read(target.get())
          : "Error: File " + link + " not found";
    } catch (InvalidPathException e) {
      return "Error: Permission denied accessing " + link + ": " + message(e);
    } catch (VaultException e) {
      return "Error: " + message(e);
    }
  }

  /** Lines {@code path: heading: - key: value}, the best first; what does not fit is counted. */
  private Result search(String query, String limit) {
    if (!limit.matches("[0-9]{1,9}") || Integer.parseInt(limit) < 1) {
      return new Raised("TypeError", "search_memory() takes a limit of 1 and more, not " + limit);
    }
    int count = Math.min(SEARCH_COUNT_MAX, Integer.parseInt(limit));
    var hits = transaction.search(query, count);
    return new Returned(found(hits));
  }

  /** What {@code search_memory} returns for these hits. */
  public static String found(List<SearchHit> hits) {
    var text = SearchText.of(hits, SearchText.Level.FACTS, SEARCH_TOKENS_MAX, path -> "").strip();
    return text.isEmpty() ? "Nothing in the memory has these words. Try others." : text;
  }

  private static String message(VaultException e) {
    var message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
