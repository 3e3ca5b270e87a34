package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the notes whose title or alias the question says, the longest name first. */
public final class NameFinder implements Finder {
  private static final Pattern TITLE = Pattern.compile("(?m)^# (.+)$");
  private static final Pattern ALIASES = Pattern.compile("(?m)^aliases: \\[(.*)]$");

  private final List<List<Words>> names = new ArrayList<>();

  public NameFinder(List<String> notes) {
    for (String note : notes) {
      List<Words> own = new ArrayList<>();
      Matcher title = TITLE.matcher(note);
      if (title.find()) {
        own.add(Words.of(title.group(1)));
      }
      Matcher aliases = ALIASES.matcher(note);
      if (aliases.find()) {
        for (String alias : aliases.group(1).split(",", -1)) {
          own.add(Words.of(alias));
        }
      }
      names.add(own);
    }
  }

  @Override
  public List<Integer> find(String question, int countMax) {
    Words asked = Words.of(question);
    List<Integer> found = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int longest =
          names.get(i).stream()
              .filter(asked::contains)
              .mapToInt(name -> name.text().length())
              .max()
              .orElse(0);
      if (longest > 0) {
        int at = 0;
        while (at < lengths.size() && lengths.get(at) >= longest) {
          at++;
        }
        lengths.add(at, longest);
        found.add(at, i);
      }
    }
    return List.copyOf(found.subList(0, Math.min(countMax, found.size())));
  }
}
