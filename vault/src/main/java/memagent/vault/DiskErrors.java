package memagent.vault;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What the system said, as one sentence that a user can act on. */
final class DiskErrors {
  private DiskErrors() {}

  static VaultException reading(Path root, String what, IOException cause) {
    if (cause instanceof ClosedByInterruptException) {
      return new VaultException("Reading %s was interrupted.".formatted(what), cause);
    }
    if (cause instanceof AccessDeniedException) {
      return new VaultException(
          "%s in the memory %s may not be read by this user; change its rights."
              .formatted(what, root),
          cause);
    }
    return new VaultException(
        "%s in the memory %s cannot be read: %s.".formatted(what, root, reason(cause)), cause);
  }

  static VaultException writing(Path root, boolean pending, IOException cause) {
    String reason = reason(cause).toLowerCase(Locale.ROOT);
    String kept =
        pending ? "the change is kept and finished when it is next opened" : "nothing was changed";
    if (reason.contains("no space left") || reason.contains("not enough space")) {
      return new VaultException(
          "The disk that holds the memory %s is full: %s; free some space.".formatted(root, kept),
          cause);
    }
    if (reason.contains("quota")) {
      return new VaultException(
          "The disk quota for the memory %s is used up: %s; free some space.".formatted(root, kept),
          cause);
    }
    if (cause instanceof AccessDeniedException || reason.contains("read-only")) {
      return new VaultException(
          "The memory %s is read-only for this user: %s; change its rights.".formatted(root, kept),
          cause);
    }
    return new VaultException(
        "The memory %s cannot be written (%s): %s.".formatted(root, reason(cause), kept), cause);
  }

  /** A name that the locale of this process cannot spell, such as an umlaut under LANG=C. */
  static VaultException unspellable(NotePath path, java.nio.file.InvalidPathException cause) {
    return new VaultException(
        "This system's locale cannot spell the name %s; run with LC_ALL=C.UTF-8 or another UTF-8 locale."
            .formatted(PathRules.quote(path.value())),
        cause);
  }

  /** What the system said, in its own words; empty when it said nothing. */
  static String said(Exception cause) {
    return cause instanceof IOException io
        ? reason(io)
        : Optional.ofNullable(cause.getMessage()).orElse("");
  }

  private static String reason(IOException cause) {
    Optional<String> said =
        cause instanceof FileSystemException system
            ? Optional.ofNullable(system.getReason())
            : Optional.ofNullable(cause.getMessage());
    return said.orElseGet(
        () -> cause.getClass().getSimpleName().replace("Exception", "").toLowerCase(Locale.ROOT));
  }
}
