package memagent.sandbox;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * What a worker needs of this program's class path: this module, and GraalVM's jars, which have
 * their version in common. Where those cannot be told by their names, as in one big jar, all of it.
 *
 * @param own this module: a jar, or a folder of classes
 * @param graal the other entries
 */
record WorkerClassPath(Path own, List<Path> graal) {

  WorkerClassPath {
    graal = List.copyOf(graal);
  }

  static WorkerClassPath ofThisProgram() {
    var all =
        Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
            .filter(entry -> !entry.isBlank())
            .map(entry -> Path.of(entry).toAbsolutePath().normalize())
            .filter(Files::exists)
            .toList();
    var polyglot =
        all.stream()
            .map(WorkerClassPath::name)
            .filter(name -> name.startsWith("polyglot-") && name.endsWith(".jar"))
            .findFirst();
    var own = ownPath();
    if (polyglot.isEmpty()) {
      return new WorkerClassPath(own, all.stream().filter(path -> !path.equals(own)).toList());
    }
    var suffix = polyglot.get().substring("polyglot".length());
    return new WorkerClassPath(own, all.stream().filter(p -> name(p).endsWith(suffix)).toList());
  }

  /** A short name for this class path under this Java: another one, another name. */
  String key() throws IOException {
    var parts = new StringBuilder();
    parts.append(Runtime.version()).append(System.getProperty("java.home"));
    for (var path : graal) {
      parts.append('\n').append(path).append(Files.size(path));
      parts.append(Files.getLastModifiedTime(path));
    }
    for (var path : ownFiles()) {
      parts.append('\n').append(path).append(Files.size(path));
      parts.append(Files.getLastModifiedTime(path));
    }
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest(parts.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /**
   * The class path to start a worker with. An AOT cache takes jars only, so a folder of classes is
   * packed into one.
   *
   * @param folder where such a jar goes
   */
  List<Path> jars(Path folder) throws IOException {
    var paths = new ArrayList<Path>();
    paths.add(Files.isDirectory(own) ? packed(folder.resolve("worker.jar")) : own);
    paths.addAll(graal);
    return paths;
  }

  private Path packed(Path jar) throws IOException {
    if (Files.exists(jar)) {
      return jar;
    }
    var draft = Files.createTempFile(jar.getParent(), "worker", ".draft");
    try (var out = new JarOutputStream(Files.newOutputStream(draft))) {
      for (var file : ownFiles()) {
        var entry = new ZipEntry(own.relativize(file).toString().replace(File.separatorChar, '/'));
        entry.setTimeLocal(LocalDateTime.of(2000, 1, 1, 0, 0));
        out.putNextEntry(entry);
        Files.copy(file, out);
      }
    }
    if (Files.exists(jar)) {
      Files.delete(draft); // another process was faster, and its file may be in use
    } else {
      Files.move(draft, jar, StandardCopyOption.ATOMIC_MOVE);
    }
    return jar;
  }

  private List<Path> ownFiles() throws IOException {
    if (!Files.isDirectory(own)) {
      return List.of(own);
    }
    var module = own.resolve(WorkerClassPath.class.getPackageName().replace('.', '/'));
    try (var files = Files.walk(module)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static String name(Path path) {
    var name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  private static Path ownPath() {
    var source = WorkerClassPath.class.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI()).toAbsolutePath().normalize();
    } catch (URISyntaxException e) {
      throw new SandboxException("The sandbox does not find its own classes.", e);
    }
  }
}
