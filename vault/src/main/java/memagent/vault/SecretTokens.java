package memagent.vault;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.vault.SecretScanner.Line;

/**
 * Private keys, and keys and tokens of services. Most services begin theirs with letters that
 * nothing else begins with, and document them so that scanners find them; the rest is found beside
 * the words "API key" and their like.
 */
final class SecretTokens {
  /*
   * A form is tried only where its first letters occur at all: a note without any costs one pass,
   * which looks for two of them side by side. What begins a token may also follow an escape such as
   * \n, since code that a model wrote is scanned as well.
   */
  private static final String START = "(?:(?<![A-Za-z0-9_-])|(?<=\\\\[nrt]))";

  private static final String END = "(?![A-Za-z0-9_-])";

  /** How many different signs a random value has at least. */
  private static final int DIFFERENT_SIGNS_MIN = 7;

  /**
   * How the keys of a service look.
   *
   * @param begins texts of which one is in every key
   */
  private record Form(String name, List<String> begins, Pattern pattern) {
    static Form of(String name, String begins, String pattern) {
      return new Form(
          name, List.of(begins.split("\\|")), Pattern.compile(START + "(" + pattern + ")" + END));
    }
  }

  private static final List<Form> FORMS =
      List.of(
          Form.of("AWS access key", "AKIA", "AKIA[A-Z2-7]{16}"),
          Form.of("AWS access key", "ASIA", "ASIA[A-Z2-7]{16}"),
          Form.of("Google API key", "AIza", "AIza[\\w-]{35}"),
          Form.of("Google client secret", "GOCSPX-", "GOCSPX-[\\w-]{28}"),
          Form.of("Google access token", "ya29.", "ya29\\.[\\w-]{40,400}"),
          Form.of("Azure storage key", "AccountKey=", "AccountKey=[A-Za-z0-9+/]{86}==?"),
          Form.of("GitHub token", "ghp_|gho_|ghu_|ghs_|ghr_", "gh[pousr]_[A-Za-z0-9]{36,255}"),
          Form.of("GitHub token", "github_pat_", "github_pat_\\w{60,255}"),
          Form.of(
              "GitLab token",
              "glpat-|gldt-|glrt-|glcbt-|glptt-|glft-|glsoat-",
              "gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[\\w-]{20,60}"),
          Form.of("Slack token", "xox", "xox[abeoprs]-(?=[A-Za-z-]*\\d)[A-Za-z0-9-]{20,250}"),
          Form.of("Slack token", "xapp-", "xapp-\\d-[A-Z0-9]{8,15}-\\d{8,15}-[a-z0-9]{40,80}"),
          Form.of(
              "Slack webhook",
              "hooks.slack.com/",
              "hooks\\.slack\\.com/services/T\\w{7,12}/B\\w{7,12}/\\w{20,30}"),
          Form.of("Stripe key", "k_", "[rs]k_(?:live|test)_[A-Za-z0-9]{16,250}"),
          Form.of("webhook secret", "whsec_", "whsec_[A-Za-z0-9+/]{24,80}=?"),
          Form.of("Anthropic key", "sk-ant-", "sk-ant-[a-z0-9]{3,12}-[\\w-]{24,200}"),
          Form.of("OpenRouter key", "sk-or-", "sk-or-v\\d-[0-9a-f]{64}"),
          Form.of("OpenAI key", "sk-", "sk-(?:proj|svcacct|admin)-[\\w-]{24,250}"),
          Form.of("OpenAI key", "sk-", "sk-(?=[A-Za-z]*\\d)[A-Za-z0-9]{32,64}"),
          Form.of("Groq key", "gsk_", "gsk_[A-Za-z0-9]{40,64}"),
          Form.of("xAI key", "xai-", "xai-[A-Za-z0-9]{60,100}"),
          Form.of("Perplexity key", "pplx-", "pplx-[A-Za-z0-9]{40,64}"),
          Form.of("Replicate token", "r8_", "r8_[A-Za-z0-9]{37}"),
          Form.of("Hugging Face token", "hf_", "hf_[A-Za-z0-9]{30,40}"),
          Form.of("npm token", "npm_", "npm_[A-Za-z0-9]{36}"),
          Form.of("PyPI token", "pypi-", "pypi-AgE[\\w-]{50,250}"),
          Form.of("DigitalOcean token", "dop_v1_|doo_v1_|dor_v1_", "do[opr]_v1_[0-9a-f]{64}"),
          Form.of("SendGrid key", "SG.", "SG\\.[\\w-]{22}\\.[\\w-]{43}"),
          Form.of("Twilio key", "SK", "SK[0-9a-f]{32}"),
          Form.of("Mailgun key", "key-", "key-[0-9a-f]{32}"),
          Form.of("Telegram bot token", ":AA", "\\d{8,10}:AA[\\w-]{33}"),
          Form.of("Databricks token", "dapi", "dapi[0-9a-f]{32}"),
          Form.of(
              "Shopify token", "shpat_|shpca_|shppa_|shpss_", "shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
          Form.of("Square token", "sq0", "sq0(?:atp|csp|idp)-[\\w-]{22,43}"),
          Form.of("Linear key", "lin_api_", "lin_api_[A-Za-z0-9]{40}"),
          Form.of("Notion token", "ntn_", "ntn_[A-Za-z0-9]{40,50}"),
          Form.of("Figma token", "figd_", "figd_[\\w-]{40,60}"),
          Form.of("Supabase token", "sbp_", "sbp_[0-9a-f]{40}"),
          Form.of("Vault token", "hvs.", "hvs\\.[\\w-]{24,200}"),
          Form.of("Discord bot token", ".", "[MNO][\\w-]{23,25}\\.[\\w-]{6}\\.[\\w-]{27,40}"),
          Form.of("JWT", "eyJ", "eyJ[\\w-]{10,2000}\\.eyJ[\\w-]{10,4000}\\.[\\w-]{16,1000}"),
          Form.of(
              "TOTP secret",
              "otpauth://",
              "otpauth://[^\\s?]{1,200}\\?\\S{0,200}secret=[A-Z2-7]{16,}"));

  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
              + "(?:(?!-----END)[\\s\\S]){32,20000}?"
              + "(?:-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|\\z|\\n(?=\\s*\\n\\s*(?!-----)[^\\s>]{1,40} ))");

  private static final Pattern AGE_KEY =
      Pattern.compile(START + "(AGE-SECRET-KEY-1[0-9A-Z]{58})" + END);

  private static final Pattern SEED_WORDS =
      Pattern.compile(
          "(?i)(?:seed|recovery|wallet|mnemonic|backup)[ -]?(?:phrase|words|seed)?[^\\n:=]{0,30}[:=][ \\t]*"
              + "(?-i:((?:[a-z]{3,8}[ ,]{1,2}){11}(?:(?:[a-z]{3,8}[ ,]{1,2}){12})?[a-z]{3,8}))(?![\\w,]| [a-z])");

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(?<![\\p{L}\\p{N}])(?:api[ _-]?(?:key|token|secret|schlüssel)|(?:secret[ _-]?)?access[ _-]?(?:key|token)"
              + "|secret[ _-]?key|client[ _-]?secret|(?:auth|bot|bearer|refresh|deploy|personal access)[ _-]?token"
              + "|webhook[ _-]?secret|signing[ _-]?(?:key|secret)|encryption[ _-]?key|private[ _-]?key|clé api|clave api"
              + "|api[- ]?ключ|токен|apiキー)(?:[ \\t]*\\([^)\\n]{0,40}\\)|[ \\t]+(?:for|of|from|für|von|de|pour|para|для)[ \\t][^\\n:=|]{1,40})?"
              + "[*_`\"']{0,3}[ \\t]*(?:[:=：]|\\bis\\b|\\bist\\b|\\best\\b|\\bes\\b|は)[*_]{0,2}[ \\t]*[`\"']?"
              + "(?:Bearer[ \\t]+)?([A-Za-z0-9][A-Za-z0-9._~+/=-]{15,500})");

  private static final Pattern HEADER =
      Pattern.compile(
          "(?i)authorization[\"']?[ \\t]*[:=][ \\t]*[\"']?(?:bearer|basic|token)[ \\t]+([A-Za-z0-9._~+/=-]{16,2000})");

  /** The lower bits of two signs side by side; others may have the same, and cost a look. */
  private static final int PAIR_BITS = 6;

  private static final int PAIR_MASK = (1 << PAIR_BITS) - 1;

  /** So many signs stand before the first dot of a form that only a dot tells. */
  private static final int BEFORE_DOT_CHARS_MIN = 24;

  private static final long[] BY_PAIR = new long[1 << (2 * PAIR_BITS)]; // (pair), a bit a form

  private static final long BY_DOT; // a bit a form

  static {
    long byDot = 0;
    for (int i = 0; i < FORMS.size(); i++) {
      for (String begin : FORMS.get(i).begins()) {
        if (begin.length() > 1) {
          BY_PAIR[pair(begin.charAt(0), begin.charAt(1))] |= 1L << i;
        } else {
          byDot |= 1L << i;
        }
      }
    }
    BY_DOT = byDot;
  }

  private SecretTokens() {}

  private static int pair(char one, char other) {
    return (one & PAIR_MASK) << PAIR_BITS | (other & PAIR_MASK);
  }

  /** Which forms may be there: bit i is set where form i may. */
  private static long possible(String text) {
    long forms = 0;
    int signs = 0; // of a token, without a break
    char before = ' ';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      forms |= BY_PAIR[pair(before, c)];
      forms |= c == '.' && signs >= BEFORE_DOT_CHARS_MIN ? BY_DOT : 0;
      boolean isSign =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-';
      signs = isSign ? signs + 1 : 0;
      before = c;
    }
    return forms;
  }

  /** What is known by its own form. */
  static void find(String text, List<SecretFinding> found) {
    long possible = possible(text);
    for (int i = 0; i < FORMS.size(); i++) {
      Form form = FORMS.get(i);
      if ((possible & 1L << i) != 0 && form.begins().stream().anyMatch(text::contains)) {
        add(text, form.pattern(), SecretKind.API_KEY, form.name(), found);
      }
    }
    if (text.contains("PRIVATE KEY")) {
      for (Matcher key = PRIVATE_KEY.matcher(text); key.find(); ) {
        found.add(new SecretFinding(SecretKind.PRIVATE_KEY, "PEM key", key.start(), key.end()));
      }
    }
    if (text.contains("AGE-SECRET-KEY-")) {
      add(text, AGE_KEY, SecretKind.PRIVATE_KEY, "age key", found);
    }
  }

  /** What is found beside a word on its line. */
  static void find(Line line, List<SecretFinding> found) {
    String text = line.text();
    if (line.hasAny("seed", "recovery", "wallet", "mnemonic", "backup")) {
      for (Matcher words = SEED_WORDS.matcher(text); words.find(); ) {
        found.add(
            line.finding(
                SecretKind.PRIVATE_KEY, "words of a wallet", words.start(1), words.end(1)));
      }
    }
    if (line.hasAny("key", "token", "secret", "schlüssel", "api", "токен", "ключ")) {
      for (Matcher named = NAMED.matcher(text); named.find(); ) {
        String value = named.group(1).replaceFirst("[.-]+$", "");
        if (looksMade(value)) {
          found.add(
              line.finding(
                  SecretKind.API_KEY,
                  "named key",
                  named.start(1),
                  named.start(1) + value.length()));
        }
      }
    }
    if (line.hasAny("authorization")) {
      for (Matcher header = HEADER.matcher(text); header.find(); ) {
        if (!isPlaceholder(header.group(1))) {
          found.add(
              line.finding(
                  SecretKind.API_KEY, "authorization header", header.start(1), header.end(1)));
        }
      }
    }
  }

  private static boolean containsAny(String text, String... words) {
    for (String word : words) {
      if (text.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static void add(
      String text, Pattern pattern, SecretKind kind, String form, List<SecretFinding> found) {
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      if (!isPlaceholder(matcher.group(1))) {
        found.add(new SecretFinding(kind, form, matcher.start(1), matcher.end(1)));
      }
    }
  }

  /**
   * Whether a value has letters and digits mixed, as a generator makes it and a person does not.
   */
  private static boolean looksMade(String value) {
    long digits = value.chars().filter(c -> c >= '0' && c <= '9').count();
    long letters = value.chars().filter(Character::isLetter).count();
    return digits >= 3 && letters >= 3 && !isPlaceholder(value) && !value.contains("://");
  }

  /** Whether a value only shows the form, as documentation does. */
  static boolean isPlaceholder(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    return containsAny(
            lower,
            "example",
            "your",
            "xxxx",
            "....",
            "redacted",
            "placeholder",
            "0000000000",
            "1234567890")
        || value.chars().distinct().count() < DIFFERENT_SIGNS_MIN;
  }
}
