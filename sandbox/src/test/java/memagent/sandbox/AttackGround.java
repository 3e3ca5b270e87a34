package memagent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;

/**
 * A folder with a memory and, around it, what an attack must not reach: a secret file, a sibling
 * whose name begins as the memory's does, links from the memory to both, a file to spoil.
 */
record AttackGround(Path base, Vault vault) implements AutoCloseable {

  /** Stands in every secret; nothing that comes back may hold it. */
  static final String CANARY = "CANARY-7391";

  static AttackGround make() throws IOException {
    var base = Files.createTempDirectory("attack").toRealPath();
    var memory = Files.createDirectories(base.resolve("mem"));
    Files.createDirectories(memory.resolve("entities"));
    Files.writeString(memory.resolve("user.md"), "# User\n- name: Jane\n- friend: [[jane_doe]]\n");
    Files.writeString(memory.resolve("entities/jane_doe.md"), "# Jane Doe\n- age: 40\n");
    Files.createDirectories(base.resolve("secret"));
    Files.writeString(base.resolve("secret/secret.txt"), CANARY + "\n");
    Files.writeString(base.resolve("secret/secretmod.py"), "X = '" + CANARY + "'\n");
    Files.createDirectories(base.resolve("mem_evil"));
    Files.writeString(base.resolve("mem_evil/secret.txt"), CANARY + "\n");
    Files.writeString(base.resolve("victim.txt"), "victim\n");
    Files.createSymbolicLink(memory.resolve("link.md"), base.resolve("secret/secret.txt"));
    Files.createSymbolicLink(memory.resolve("linkdir"), base.resolve("secret"));
    return new AttackGround(base, Vault.open(memory, VaultLimits.DEFAULT));
  }

  /**
   * All files, with size, time and rights, and the text of short ones; the vault's own left out.
   */
  Map<String, String> state() throws IOException {
    var state = new TreeMap<String, String>();
    try (var files = Files.walk(base)) {
      for (var file : files.filter(path -> !isVaultsOwn(path)).toList()) {
        var attributes = Files.readAttributes(file, "posix:*", LinkOption.NOFOLLOW_LINKS);
        var what = attributes.get("permissions") + " " + attributes.get("isSymbolicLink");
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          what += attributes.get("lastModifiedTime") + " " + Files.readString(file);
        }
        state.put(base.relativize(file).toString(), what);
      }
    }
    return state;
  }

  private boolean isVaultsOwn(Path path) {
    var memory = base.resolve("mem");
    return path.startsWith(memory)
        && !path.equals(memory)
        && memory.relativize(path).getName(0).toString().startsWith(".");
  }

  @Override
  public void close() throws IOException {
    vault.close();
    try (var files = Files.walk(base)) {
      for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
