package memagent.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The changes of one transaction before they are on the disk. */
final class Staging {
  private final Vault vault;
  private final DiskView view;
  private final TreeMap<NotePath, Staged> files = new TreeMap<>();
  private final TreeSet<NotePath> folders = new TreeSet<>();

  /**
   * Every staged path and its folders under their folded form, to find names equal but for case.
   */
  private final Map<String, NotePath> folded = new HashMap<>();

  /** Grows with each change of what is staged. */
  private int version;

  /** Whether the limits of one transaction hold. */
  private boolean limited = true;

  Staging(Vault vault, DiskView view) {
    this.vault = vault;
    this.view = view;
  }

  /** A file's bytes on the disk when it was first touched, and the ones that are to come. */
  record Staged(Optional<byte[]> before, Optional<byte[]> after) {
    boolean isPresent() {
      return after.isPresent();
    }

    boolean isChange() {
      return before.isPresent() != after.isPresent()
          || (before.isPresent() && !Arrays.equals(before.get(), after.orElseThrow()));
    }

    long moreBytes() {
      return after.map(bytes -> (long) bytes.length).orElse(0L)
          - before.map(bytes -> (long) bytes.length).orElse(0L);
    }

    int moreFiles() {
      return (after.isPresent() ? 1 : 0) - (before.isPresent() ? 1 : 0);
    }
  }

  Optional<Staged> at(NotePath path) {
    return Optional.ofNullable(files.get(path));
  }

  /** Whether a folder is there on account of what is staged. */
  boolean holdsFolder(NotePath path) {
    if (path.isRoot() || folders.contains(path)) {
      return true;
    }
    return files.entrySet().stream()
        .anyMatch(file -> file.getValue().isPresent() && file.getKey().isBelow(path));
  }

  void put(NotePath path, String content) {
    checkPlace(path);
    if (holdsFolder(path)) {
      throw DiskView.folder(path);
    }
    Optional<Staged> staged = at(path);
    Optional<byte[]> before = staged.isPresent() ? staged.get().before() : view.touch(path);
    Optional<byte[]> present = staged.isPresent() ? staged.get().after() : before;
    NoteText old = present.map(bytes -> DiskView.text(path, bytes)).orElse(new NoteText(false, ""));
    if (content.length() > vault.limits().fileBytesMax()) {
      throw tooLarge(path, content.length());
    }
    byte[] after = old.encode(path, content);
    if (after.length > vault.limits().fileBytesMax()) {
      throw tooLarge(path, after.length);
    }
    stage(path, new Staged(before, Optional.of(after)));
    remember(path);
  }

  /**
   * Stages these very bytes, text or not; of an earlier state of this file, so that no limit of one
   * transaction holds.
   */
  void putBytes(NotePath path, byte[] bytes) {
    checkPlace(path);
    if (holdsFolder(path)) {
      throw DiskView.folder(path);
    }
    limited = false;
    Optional<Staged> staged = at(path);
    Optional<byte[]> before = staged.isPresent() ? staged.get().before() : view.touch(path);
    stage(path, new Staged(before, Optional.of(bytes)));
    remember(path);
  }

  void remove(NotePath path) {
    Optional<Staged> staged = at(path);
    Optional<byte[]> before = staged.isPresent() ? staged.get().before() : view.touch(path);
    stage(path, new Staged(before, Optional.empty()));
  }

  void folder(NotePath path) {
    checkPlace(path);
    if (at(path).map(Staged::isPresent).orElse(false)
        || view.locate(path).kind() == DiskFolder.Kind.FILE) {
      throw new VaultException(
          "%s is a file, so no folder can have that name; choose another one."
              .formatted(PathRules.quote(path.value())));
    }
    for (NotePath folder = path; !folder.isRoot(); folder = folder.parent()) {
      folders.add(folder);
    }
    remember(path);
  }

  /** Puts what is staged over what the disk holds. */
  void overlay(Map<NotePath, Long> onDisk, Set<NotePath> diskFolders) {
    files.forEach((path, staged) ->
        staged
            .after()
            .ifPresentOrElse(
                bytes -> onDisk.put(path, (long) bytes.length), () -> onDisk.remove(path)));
    diskFolders.addAll(folders);
  }

  /** The changed files' texts; empty for one that goes away or is no text. */
  Map<NotePath, Optional<String>> texts() {
    Map<NotePath, Optional<String>> texts = new HashMap<>();
    files.forEach((path, staged) -> {
      if (staged.isChange()) {
        texts.put(path, staged.after().flatMap(NoteText::decode).map(NoteText::text));
      }
    });
    return texts;
  }

  List<VaultChange> changes() {
    List<VaultChange> changes = new ArrayList<>();
    files.forEach((path, staged) -> {
      if (staged.isChange()) {
        changes.add(change(path, staged.before(), staged.after()));
      }
    });
    return List.copyOf(changes);
  }

  /** The files that a commit would change. */
  Map<NotePath, Staged> changed() {
    TreeMap<NotePath, Staged> changed = new TreeMap<>(files);
    changed.values().removeIf(staged -> !staged.isChange());
    return changed;
  }

  /** Whether a commit would do nothing. */
  boolean isEmpty() {
    return folders.isEmpty() && files.values().stream().noneMatch(Staged::isChange);
  }

  long moreBytes() {
    return files.values().stream().mapToLong(Staged::moreBytes).sum();
  }

  int moreFiles() {
    return files.values().stream().mapToInt(Staged::moreFiles).sum();
  }

  /** The steps that bring the disk to what is staged: folders, then contents, then removals. */
  List<Journal.Step> steps() {
    List<Journal.Step> removals = new ArrayList<>();
    List<Journal.Step> contents = new ArrayList<>();
    Set<NotePath> needed = new TreeSet<>(folders);
    files.forEach((path, staged) -> {
      if (staged.isChange()) {
        List<String> names = view.locate(path).names();
        if (staged.isPresent()) {
          contents.add(new Journal.Step.Put(names, staged.after().orElseThrow()));
          for (NotePath up = path.parent(); !up.isRoot(); up = up.parent()) {
            needed.add(up);
          }
        } else {
          removals.add(new Journal.Step.Remove(names));
        }
      }
    });
    List<Journal.Step> steps = new ArrayList<>();
    for (NotePath folder : needed) {
      DiskFolder.Place place = usable(folder, DiskFolder.Kind.FOLDER);
      if (place.kind() != DiskFolder.Kind.FOLDER) {
        steps.add(new Journal.Step.MakeFolder(place.names()));
      }
    }
    steps.addAll(contents);
    steps.addAll(removals);
    return steps;
  }

  /** Looks again before anything is decided: the place may have become something else. */
  private DiskFolder.Place usable(NotePath path, DiskFolder.Kind wanted) {
    DiskFolder.Place place = view.place(path);
    if (place.kind() == DiskFolder.Kind.LINK) {
      throw VaultTransaction.linkRefused(path);
    }
    if (place.kind() != wanted && place.kind() != DiskFolder.Kind.ABSENT) {
      throw new VaultException(
          "%s has meanwhile become something else on the disk; nothing was changed, try again."
              .formatted(PathRules.quote(path.value())));
    }
    if (!place.clash().isEmpty()) {
      throw clash(path, place.clash());
    }
    return place;
  }

  /** Tells the view that the staged files are on the disk now. */
  void written() {
    files.forEach((path, staged) -> view.written(path, staged.after()));
  }

  int version() {
    return version;
  }

  private void stage(NotePath path, Staged staged) {
    version++;
    Optional<Staged> old = Optional.ofNullable(files.put(path, staged));
    try {
      checkLimits();
    } catch (VaultLimitException e) {
      old.ifPresentOrElse(was -> files.put(path, was), () -> files.remove(path));
      throw e;
    }
  }

  private void checkLimits() {
    if (!limited) {
      return; // The commit still looks at the memory's own.
    }
    VaultLimits limits = vault.limits();
    if (files.size() > limits.transactionFileCountMax()) {
      throw new VaultLimitException(
          "One block may change at most %,d files; split the work."
              .formatted(limits.transactionFileCountMax()));
    }
    long held =
        files.values().stream().mapToLong(file -> file.after().map(b -> b.length).orElse(0)).sum();
    if (held > limits.transactionBytesMax()) {
      throw new VaultLimitException(
          "One block may write at most %,d bytes, and this would be %,d; split the work."
              .formatted(limits.transactionBytesMax(), held));
    }
    try {
      vault.usage().check(moreBytes(), moreFiles());
    } catch (IOException e) {
      throw DiskErrors.reading(vault.folder(), "A folder", e);
    }
  }

  /** Refuses a place where no file and no folder can be made. */
  private void checkPlace(NotePath path) {
    VaultLimits limits = vault.limits();
    if (path.value().length() > limits.pathCharsMax()
        || path.names().size() > limits.pathDepthMax()) {
      throw new VaultLimitException(
          "The path %s has %d characters and %d names, and at most %d and %d are allowed; shorten it."
              .formatted(
                  PathRules.quote(path.value()),
                  path.value().length(),
                  path.names().size(),
                  limits.pathCharsMax(),
                  limits.pathDepthMax()));
    }
    DiskFolder.Place place = view.locate(path);
    if (place.kind() == DiskFolder.Kind.LINK) {
      throw VaultTransaction.linkRefused(path);
    }
    if (!place.clash().isEmpty()) {
      throw clash(path, place.clash());
    }
    for (NotePath up = path; !up.isRoot(); up = up.parent()) {
      NotePath other = folded.getOrDefault(PathRules.foldKey(up.value()), up);
      if (!other.equals(up)) {
        throw clash(path, other.value());
      }
      boolean staged = !up.equals(path) && at(up).map(Staged::isPresent).orElse(false);
      if (staged || place.kind() == DiskFolder.Kind.BEHIND_FILE) {
        throw new VaultException(
            "A folder on the way to %s is a file; choose another place."
                .formatted(PathRules.quote(path.value())));
      }
    }
  }

  private void remember(NotePath path) {
    for (NotePath up = path; !up.isRoot(); up = up.parent()) {
      folded.put(PathRules.foldKey(up.value()), up);
    }
  }

  private static VaultException clash(NotePath path, String existing) {
    return new VaultException(
        "%s differs only in case from the existing %s, and some systems take both for one; use the existing name."
            .formatted(PathRules.quote(path.value()), PathRules.quote(existing)));
  }

  private VaultLimitException tooLarge(NotePath path, long size) {
    return new VaultLimitException(
        "%s would have %,d bytes, and a file may have at most %,d; split it into several notes."
            .formatted(PathRules.quote(path.value()), size, vault.limits().fileBytesMax()));
  }

  /** A difference as people see it; one of the two contents is there. */
  static VaultChange change(NotePath path, Optional<byte[]> old, Optional<byte[]> now) {
    Optional<String> before = old.map(Staging::shown);
    Optional<String> after = now.map(Staging::shown);
    if (before.isEmpty()) {
      return new VaultChange.Created(path, after.orElseThrow());
    }
    return after.isEmpty()
        ? new VaultChange.Deleted(path, before.get())
        : new VaultChange.Updated(path, before.get(), after.get());
  }

  private static String shown(byte[] bytes) {
    return NoteText.decode(bytes)
        .map(NoteText::text)
        .orElse("(%,d bytes that are no text)\n".formatted(bytes.length));
  }
}
