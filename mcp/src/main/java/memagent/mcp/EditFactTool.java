package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import memagent.vault.FactLookup;
import memagent.vault.FactOutcome;
import memagent.vault.KeyedValue;
import memagent.vault.KeyedValues;
import memagent.vault.Note;
import memagent.vault.NotePath;
import memagent.vault.Outside;

/** {@code edit_fact}: gives one fact another value, every byte around it untouched. */
final class EditFactTool implements Tool {
  private static final int NOTE_CHARS_MAX = 600;
  private static final int KEY_CHARS_MAX = 200;

  private final Views views;
  private final Writing writing;
  private final McpLimits limits;

  EditFactTool(Views views, Writing writing, McpLimits limits) {
    this.views = views;
    this.writing = writing;
    this.limits = limits;
  }

  @Override
  public Card card() {
    return new Card(
        "edit_fact",
        "Change a fact",
        "Gives a fact of a note ('- name: value', also in a table or the frontmatter) another value. Send the old value as 'expected' so that"
            + " nothing is overwritten that changed meanwhile.",
        Schema.object()
            .need("note", Schema.text("Path, title or another name of the note.", NOTE_CHARS_MAX))
            .need("key", Schema.text("The fact's name, as in '- name: value'.", KEY_CHARS_MAX))
            .need("value", Schema.text("Its new value.", limits.statementCharsMax()))
            .may("expected", Schema.text("Its present value, as read.", limits.statementCharsMax()))
            .may(
                "section",
                Schema.text(
                    "A heading above it, where the note has the name more than once.",
                    KEY_CHARS_MAX))
            .build(),
        Schema.object()
            .need("path", Schema.text("The note."))
            .need("key", Schema.text("The fact."))
            .need("before", Schema.text("Its value before."))
            .need("after", Schema.text("Its value now."))
            .build(),
        Effects.CHANGES);
  }

  @Override
  public Answer call(ObjectNode values, Caller caller) {
    Arguments arguments = new Arguments(values);
    MemoryView view = views.of(caller.client());
    SeenNote seen = ReadNoteTool.note(view, arguments.text("note", NOTE_CHARS_MAX));
    if (!mayEdit(caller.client(), seen.path())) {
      throw new UnusableArgumentException(
          "This client counts as outside, so it can only change notes in %s/%s: use remember."
              .formatted(Outside.FOLDER, caller.client().name()));
    }
    String key = RememberTool.oneLine(arguments.text("key", KEY_CHARS_MAX));
    String value = RememberTool.oneLine(arguments.text("value", limits.statementCharsMax()));
    Optional<String> expected = arguments.optionalText("expected", limits.statementCharsMax());
    String section = arguments.optionalText("section", KEY_CHARS_MAX).orElse("");
    // Which fact is meant is decided on what the client may see, and so is what it may overwrite.
    KeyedValue shown = fact(seen.note(), key, section);
    expected
        .filter(old -> !old.strip().equals(shown.value().strip()))
        .ifPresent(old -> {
          throw new UnusableArgumentException(
              "'%s' in %s is '%s' and not what was expected: read the note again."
                  .formatted(shown.key(), seen.path(), shown.value()));
        });
    return writing.change(
        caller,
        "edit_fact",
        view,
        transaction -> {
          KeyedValue real =
              fact(Note.parse(seen.path(), transaction.read(seen.path())), key, section);
          if (!real.value().equals(shown.value())) {
            throw new UnusableArgumentException(
                view.denies()
                    ? "The filters of this memory withhold '%s' of %s, so it cannot be changed here."
                        .formatted(key, seen.path())
                    : "'%s' in %s has just been changed: read the note again."
                        .formatted(key, seen.path()));
          }
          if (transaction.setFact(seen.path(), key, section, value)
              instanceof FactOutcome.Unusable(String reason)) {
            throw new UnusableArgumentException(reason);
          }
          // As it stands there: a secret may have been masked.
          String kept =
              transaction.read(seen.path()).contains(value)
                  ? value
                  : fact(Note.parse(seen.path(), transaction.read(seen.path())), key, section)
                      .value();
          return new Writing.Result(
              Answer.of(
                  Json.object(
                      "path",
                      seen.path().value(),
                      "key",
                      real.key(),
                      "before",
                      real.value(),
                      "after",
                      kept),
                  "%s: %s is now '%s' (before: '%s')."
                      .formatted(seen.path(), real.key(), kept, real.value())));
        });
  }

  private static boolean mayEdit(Client client, NotePath path) {
    return !client.isOutside() || path.isBelow(NotePath.of(Outside.FOLDER).child(client.name()));
  }

  private static KeyedValue fact(Note note, String key, String section) {
    return switch (KeyedValues.find(note, key, section)) {
      case FactLookup.Found(KeyedValue fact) -> fact;
      case FactLookup.SeveralFacts(List<KeyedValue> facts) ->
          throw new UnusableArgumentException(
              "%s has '%s' %d times; name the section: %s."
                  .formatted(
                      note.path(),
                      key,
                      facts.size(),
                      facts.stream()
                          .map(fact ->
                              fact.headings().isEmpty() ? "(none)" : fact.headings().getLast())
                          .distinct()
                          .collect(Collectors.joining(", "))));
      case FactLookup.NoSuchHeading(List<String> headings) ->
          throw new UnusableArgumentException(
              "%s has no section '%s'%s."
                  .formatted(
                      note.path(),
                      section,
                      headings.isEmpty() ? "" : " (it has " + String.join(", ", headings) + ")"));
      case FactLookup.NoSuchFact(List<String> keys) ->
          throw new UnusableArgumentException(
              "%s has no fact '%s'%s; use remember for a new one."
                  .formatted(
                      note.path(),
                      key,
                      keys.isEmpty() ? "" : " (it has " + String.join(", ", keys) + ")"));
      case FactLookup.NoSuchNote none ->
          throw new UnusableArgumentException("%s is gone: search for it.".formatted(note.path()));
    };
  }
}
