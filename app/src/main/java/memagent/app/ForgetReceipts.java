package memagent.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import memagent.agent.OwnFiles;
import memagent.vault.ForgetWords;

/**
 * Says what was forgotten, when and how much of it, without saying it: one JSON line each in the
 * data folder. The words stand there as a salted digest that is slow to compute (PBKDF2, RFC 8018),
 * so that who knows the words can find the receipt, and who reads it cannot try all names.
 */
final class ForgetReceipts {
  private static final String FILE = "forgotten.jsonl";
  private static final String ALGORITHM = "PBKDF2WithHmacSHA256";
  private static final int ROUNDS = 600_000; // OWASP, "Password Storage Cheat Sheet", 2023
  private static final int DIGEST_BITS = 256;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path file;
  private final Surroundings surroundings;

  ForgetReceipts(UserFolders folders, Surroundings surroundings) {
    this.file = folders.data().resolve(FILE);
    this.surroundings = surroundings;
  }

  Path file() {
    return file;
  }

  /**
   * Writes one.
   *
   * @param counts by kind
   * @param left how many places still have it
   */
  void add(List<String> words, Map<String, Integer> counts, int left) {
    String salt = surroundings.ids().get() + surroundings.ids().get();
    ObjectNode receipt = MAPPER.createObjectNode();
    receipt.put("when", surroundings.clock().instant().toString());
    ObjectNode kinds = receipt.putObject("removed");
    counts.forEach(kinds::put);
    receipt.put("left", left);
    receipt.put("salt", salt);
    var digests = receipt.putArray("digests");
    words.forEach(word -> digests.add(digest(word, salt)));
    try {
      OwnFiles.createFolder(file.getParent());
      try (FileChannel out = OwnFiles.append(file)) {
        ByteBuffer bytes = ByteBuffer.wrap((receipt + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MEMORY,
          "It is forgotten, but the receipt cannot be written to %s (%s)."
              .formatted(file, e.getMessage()));
    }
  }

  /** All, or those of these words; the oldest first. */
  List<JsonNode> all(List<String> words) {
    List<JsonNode> found = new ArrayList<>();
    if (!Files.exists(file)) {
      return found;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        JsonNode receipt = MAPPER.readTree(line);
        boolean fits = words.isEmpty() || words.stream().anyMatch(word -> isOf(receipt, word));
        if (fits && receipt.has("when")) {
          found.add(receipt);
        }
      }
      return found;
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MEMORY,
          "The receipts in %s cannot be read (%s).".formatted(file, e.getMessage()));
    }
  }

  private static boolean isOf(JsonNode receipt, String word) {
    String digest = digest(word, receipt.path("salt").asText());
    for (JsonNode each : receipt.path("digests")) {
      if (each.asText().equals(digest)) {
        return true;
      }
    }
    return false;
  }

  private static String digest(String word, String salt) {
    try {
      PBEKeySpec key =
          new PBEKeySpec(
              ForgetWords.key(word).toCharArray(),
              ("mem-agent" + salt).getBytes(StandardCharsets.UTF_8),
              ROUNDS,
              DIGEST_BITS);
      return HexFormat.of()
          .formatHex(SecretKeyFactory.getInstance(ALGORITHM).generateSecret(key).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM + ".", e);
    }
  }
}
