package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.text.Normalizer;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.vault.Fact;
import memagent.vault.Namesake;
import memagent.vault.Note;
import memagent.vault.NotePath;
import memagent.vault.Outside;
import memagent.vault.VaultTransaction;

/** {@code remember}: keeps one statement, in the note that it is about, without a model. */
final class RememberTool implements Tool {
  /*
   * A statement of the form "key: value" becomes a fact; where the note has another value for that
   * key, nothing is written and the caller is told to use edit_fact: keeping both would make the
   * memory contradict itself. Other statements are kept with their day. A subject without a note
   * gets one, and user.md a link to it, so that the agent finds the way. What a client from outside
   * states goes to a folder of its own, where it is marked as text from outside.
   */
  private static final Pattern FACT =
      Pattern.compile("^([^:|\\[\\]`*#]{1,40}):\\s+(\\S.*)$", Pattern.DOTALL);
  private static final int ABOUT_CHARS_MAX = 200;
  private static final int SLUG_CHARS_MAX = 60;

  private final Views views;
  private final Writing writing;
  private final InstantSource clock;
  private final McpLimits limits;

  RememberTool(Views views, Writing writing, InstantSource clock, McpLimits limits) {
    this.views = views;
    this.writing = writing;
    this.clock = clock;
    this.limits = limits;
  }

  @Override
  public Card card() {
    return new Card(
        "remember",
        "Remember a statement",
        "Keeps one statement that the person wants kept, in the note that it is about. Write it so that it"
            + " can be understood alone, with names instead of 'he' or 'it'. For a changed value use edit_fact.",
        Schema.object()
            .need(
                "statement",
                Schema.text(
                    "One fact or sentence; 'key: value' becomes a fact.",
                    limits.statementCharsMax()))
            .may(
                "about",
                Schema.text(
                    "Whom or what it is about: a name, title or path; without it, the person.",
                    ABOUT_CHARS_MAX))
            .build(),
        Schema.object()
            .need("path", Schema.text("The note that has it now."))
            .need("line", Schema.text("How it stands there."))
            .need("outcome", Schema.choice("Whether it was new.", "kept", "known"))
            .need("created", Schema.flag("Whether the note was made for it."))
            .build(),
        Effects.ADDS);
  }

  @Override
  public Answer call(ObjectNode values, Caller caller) {
    Arguments arguments = new Arguments(values);
    String statement = oneLine(arguments.text("statement", limits.statementCharsMax()));
    Optional<String> about =
        arguments.optionalText("about", ABOUT_CHARS_MAX).map(RememberTool::oneLine);
    MemoryView view = views.of(caller.client());
    return writing.change(
        caller,
        "remember",
        view,
        transaction -> keep(caller.client(), view, transaction, statement, about));
  }

  private Writing.Result keep(
      Client client,
      MemoryView view,
      VaultTransaction transaction,
      String statement,
      Optional<String> about) {
    NotePath path = client.isOutside() ? outside(client, about) : path(view, about);
    boolean exists = transaction.fileExists(path);
    if (exists && view.hides(path)) {
      throw new UnusableArgumentException(
          "The filters of this memory do not allow a note of that name to be used.");
    }
    if (!exists && !client.isOutside() && about.isPresent()) {
      refuseSlip(view, transaction, path, about.get());
    }
    String text = exists ? transaction.read(path) : "# " + about.orElse("Me") + "\n";
    Matcher fact = FACT.matcher(statement);
    String line = "- " + statement + (fact.matches() ? "" : " (noted " + today() + ")");
    Note note = Note.parse(path, text);
    // Of what the client may see: whether a guess is right is for nobody to find out.
    Note visible = view.note(path).map(SeenNote::note).orElse(note);
    Optional<Answer> known = known(view.denies() ? visible : note, statement, fact, line);
    if (known.isPresent()) {
      return new Writing.Result(known.get());
    }
    transaction.create(
        path, text + (text.endsWith("\n") || text.isEmpty() ? "" : "\n") + line + "\n");
    if (!exists && !path.equals(NotePath.USER) && !client.isOutside()) {
      link(transaction, about.orElse(path.stem()), path);
    }
    // As it stands there: a secret may have been masked.
    String kept = transaction.read(path).lines().reduce(line, (before, last) -> last);
    return new Writing.Result(answer(path, kept, "kept", !exists));
  }

  /** A new note whose name is one slip of the pen away from another's is seldom meant. */
  private static void refuseSlip(
      MemoryView view, VaultTransaction transaction, NotePath path, String about) {
    if (about.toLowerCase(Locale.ROOT).endsWith(".md")) {
      return; // A path is meant as it stands.
    }
    List<String> near =
        transaction.namesakes(path).stream()
            .filter(other -> other.likeness() != Namesake.Likeness.PART)
            .filter(other -> view.note(other.path()).isPresent())
            .map(other -> other.path().value())
            .toList();
    if (!near.isEmpty()) {
      throw new UnusableArgumentException(
          "There is no note about '%s', but %s has nearly that name: if it is meant, send its path as 'about', else '%s'."
              .formatted(about, String.join(" and ", near), path));
    }
  }

  private static Optional<Answer> known(Note note, String statement, Matcher fact, String line) {
    if (!fact.matches()) {
      boolean stands = note.text().lines().anyMatch(l -> l.startsWith("- " + statement));
      return stands ? Optional.of(answer(note.path(), line, "known", false)) : Optional.empty();
    }
    Optional<Fact> present = note.fact(fact.group(1));
    if (present.isEmpty()) {
      return Optional.empty();
    }
    if (present.get().value().strip().equals(fact.group(2).strip())) {
      return Optional.of(answer(note.path(), line, "known", false));
    }
    throw new UnusableArgumentException(
        "%s already has another value for '%s': read it, and use edit_fact if the new one is right."
            .formatted(note.path(), present.get().key()));
  }

  private static Answer answer(NotePath path, String line, String outcome, boolean created) {
    ObjectNode structured =
        Json.object("path", path.value(), "line", line, "outcome", outcome, "created", created);
    String words =
        outcome.equals("known")
            ? "Known already, in "
            : created ? "Kept in a new note, " : "Kept in ";
    return Answer.of(structured, words + path + ": " + line);
  }

  private static void link(VaultTransaction transaction, String name, NotePath path) {
    String text =
        transaction.fileExists(NotePath.USER) ? transaction.read(NotePath.USER) : "# Me\n";
    String line = "- " + name.replace(':', ' ') + ": [[" + path.value() + "]]\n";
    transaction.create(
        NotePath.USER, text + (text.endsWith("\n") || text.isEmpty() ? "" : "\n") + line);
  }

  /** Where a client from outside may write: its own folder, whose notes are marked by it. */
  private static NotePath outside(Client client, Optional<String> about) {
    String name = about.map(RememberTool::slug).orElse("person");
    return NotePath.of(Outside.FOLDER).child(client.name()).child(name + ".md");
  }

  private NotePath path(MemoryView view, Optional<String> about) {
    if (about.isEmpty()) {
      return NotePath.USER;
    }
    Optional<SeenNote> known = view.named(about.get());
    if (known.isPresent()) {
      return known.get().path();
    }
    if (about.get().matches("(?i)user(\\.md)?|me|the (person|user)")) {
      return NotePath.USER;
    }
    if (about.get().toLowerCase(Locale.ROOT).endsWith(".md")) {
      return NotePath.of(about.get());
    }
    return NotePath.of("entities/" + slug(about.get()) + ".md");
  }

  /** A name as a file name: lower case, words joined by {@code _}, letters of any script. */
  static String slug(String name) {
    String slug =
        Normalizer.normalize(name, Normalizer.Form.NFC)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "_")
            .replaceAll("^_+|_+$", "");
    if (slug.isEmpty()) {
      throw new UnusableArgumentException(
          "The name '" + name + "' has no letter or digit: name whom or what it is about.");
    }
    return slug.substring(
        0,
        slug.offsetByCodePoints(
            0, Math.min(SLUG_CHARS_MAX, slug.codePointCount(0, slug.length()))));
  }

  /** The text on one line, without control characters. */
  static String oneLine(String text) {
    String line =
        text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip().replaceFirst("^[-*+] +", "");
    if (line.isBlank()) {
      throw new UnusableArgumentException("There is nothing in it to keep: send some words.");
    }
    return line;
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
