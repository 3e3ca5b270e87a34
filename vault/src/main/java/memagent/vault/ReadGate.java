package memagent.vault;

import java.util.Collection;

/**
 * What stands between a transaction and whoever reads through it: it is told of each note that is
 * read, and may show another text or refuse by a {@link VaultException}. What a gate hides of a
 * note is nothing that an update finds either.
 */
public interface ReadGate {
  /** Shows everything as it is. */
  ReadGate OPEN = (path, text) -> text;

  /** The text of a note as it may be read. */
  String shown(NotePath path, String text);

  /**
   * The list of all files as it may be read.
   *
   * @param tree as it is drawn
   * @param files those that are in it
   */
  default String listed(String tree, Collection<NotePath> files) {
    return tree;
  }

  /** Throws where sizes and what a search finds would tell what may not be read. */
  default void requireOpen() {}

  /** Throws where a folder of this path may not be made. */
  default void requireFolder(NotePath path) {}
}
