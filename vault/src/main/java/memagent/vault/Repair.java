package memagent.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One thing between notes that can be put right, and how. Nothing is done by having one. */
public final class Repair {

  /** What is wrong. */
  public enum Kind {
    /** A link that leads nowhere, and a note that must be meant. */
    BROKEN_LINK,
    /** A relation that has an inverse, to a note that does not link back. */
    ONE_WAY,
    /** Two notes that seem to be about the same. */
    DUPLICATE
  }

  private final Kind kind;
  private final NotePath note;
  private final int line;
  private final String text;
  private final boolean isSafe;
  private final Edit edit;

  Repair(Kind kind, NotePath note, int line, String text, boolean isSafe, Edit edit) {
    this.kind = kind;
    this.note = note;
    this.line = line;
    this.text = text;
    this.isSafe = isSafe;
    this.edit = edit;
  }

  /** The new texts of notes, given those that they have now; an empty one removes the note. */
  interface Edit {
    Map<NotePath, Optional<String>> texts(VaultTransaction transaction);
  }

  public Kind kind() {
    return kind;
  }

  /** Where the fault stands; of a duplicate the note that would go away. */
  public NotePath note() {
    return note;
  }

  /** The line, counted from 1; 0 for the whole note. */
  public int line() {
    return line;
  }

  /** What is wrong and what would be done, in one sentence. */
  public String text() {
    return text;
  }

  /** Whether it adds or corrects a link and no more, and only one note can be meant. */
  public boolean isSafe() {
    return isSafe;
  }

  /** What it would change now; empty if nothing, since other repairs have seen to it. */
  public List<VaultChange> changes(VaultTransaction transaction) {
    List<VaultChange> changes = new ArrayList<>();
    edit.texts(transaction)
        .forEach((path, after) -> {
          String before = transaction.read(path);
          if (after.isEmpty()) {
            changes.add(new VaultChange.Deleted(path, before));
          } else if (!after.get().equals(before)) {
            changes.add(new VaultChange.Updated(path, before, after.get()));
          }
        });
    return changes;
  }

  /** Stages it. */
  public void stage(VaultTransaction transaction) {
    edit.texts(transaction)
        .forEach((path, after) ->
            after.ifPresentOrElse(
                now -> transaction.create(path, now), () -> transaction.delete(path)));
  }
}
