package memagent.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes several changes of files one change: either all of them are on the disk or none, also when
 * the process or the machine stops at any moment. The caller holds the {@link VaultLock}.
 *
 * <p>How (a redo log: Gray and Reuter, "Transaction Processing", chapter 10):
 *
 * <ol>
 *   <li>Each new content is written to {@code .mem-agent/tx/0}, {@code 1}, ... and forced to disk.
 *   <li>The list of steps is written to {@code tx/plan.new}, forced, and renamed to {@code
 *       tx/plan}. This rename decides: before it nothing has happened, after it everything will.
 *   <li>The steps are carried out: folders made, contents renamed to their places, files deleted.
 *       Each step can be repeated. The folders are forced, the plan is deleted, then the rest.
 * </ol>
 *
 * <p>{@link #recover} carries out the plan of a writer that stopped in between, and drops what has
 * no plan. One file alone needs no plan: the rename of its content decides.
 *
 * <p>Editors know nothing of the lock. So what was read is compared once more right before the
 * first rename. Where one file changes and the system can exchange two files ({@link SwapCall}),
 * what stood in its place is looked at after that as well; else what is saved between the look and
 * the rename, some microseconds, can still be overwritten.
 */
final class Journal {
  static final String FOLDER = "tx";
  static final String PLAN = "plan";
  private static final String NEW_PLAN = "plan.new";
  private static final String HEADER = "mem-agent plan 1";
  private static final String TEMPORARY = ".mem-agent.tmp";
  private static final long PLAN_BYTES_MAX = 10_000_000;
  private static final int TRIES = 3;

  /** Where the content of the only step lies. */
  private static final List<String> STAGED = List.of(DiskFolder.OWN_FOLDER, FOLDER, "0");

  private final DiskFolder disk;

  Journal(DiskFolder disk) {
    this.disk = disk;
  }

  /** One step; names as the disk spells them, from the memory's root. */
  sealed interface Step {
    List<String> names();

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Put(List<String> names, byte[] bytes) implements Step {}

    record Remove(List<String> names) implements Step {}

    record MakeFolder(List<String> names) implements Step {}
  }

  /** Looks at the disk once more; a program that knows no lock may have written meanwhile. */
  interface LastLook {
    /** Whether the steps may still be carried out. */
    boolean holds();

    /** Whether this is what a file that is to be replaced was when it was read. */
    boolean isAsSeen(byte[] bytes);
  }

  /**
   * Carries out all steps or none; an exception before the decision leaves nothing changed.
   *
   * @param last is asked when all is on the disk and nothing carried out, since forcing takes
   *     milliseconds and an editor needs less to save
   * @return false if it said no, and nothing was changed
   */
  boolean apply(List<Step> steps, LastLook last) throws IOException {
    try (FolderHandle own = disk.open(List.of(DiskFolder.OWN_FOLDER))) {
      own.createFolder(FOLDER);
      boolean holds;
      try (FolderHandle tx = own.child(FOLDER)) {
        stage(tx, steps);
        if (steps.size() > 1 || steps.getFirst() instanceof Step.MakeFolder) {
          decide(tx, own, steps);
        }
        holds = stillHolds(tx, last);
        if (holds && steps.size() == 1 && steps.getFirst() instanceof Step.Put put) {
          holds = replace(tx, put, last);
        } else if (holds) {
          carryOut(tx, steps);
        }
        clear(tx);
      } catch (IOException | RuntimeException e) {
        dropUnlessDecided(e, own);
        throw e;
      }
      own.deleteFolder(FOLDER);
      return holds;
    }
  }

  /**
   * Puts one content into its place, and looks at what stood there until then: a person may have
   * saved it after the last look. Then theirs is put back.
   *
   * @return whether it is in its place
   */
  private boolean replace(FolderHandle tx, Step.Put put, LastLook last) throws IOException {
    Optional<SwapCall> call = SwapCall.ofThisSystem();
    for (int i = 0; i < TRIES && call.isPresent(); i++) {
      if (call.get().swap(disk.root(), STAGED, put.names())) {
        return isRight(tx, put, last, call.get());
      }
      // Nothing stands there. So it must have been when the file was read: some editors rename the
      // old one away, and what they write then must not be written over.
      if (!last.holds()) {
        return false;
      }
      if (call.get().fill(disk.root(), STAGED, put.names())) {
        sync(put);
        return true;
      }
    }
    carryOut(tx, List.of(put)); // The system, or the file system, knows no such calls.
    return true;
  }

  /** Whether what was taken out of the place is what was seen there; else it is put back. */
  private boolean isRight(FolderHandle tx, Step.Put put, LastLook last, SwapCall call)
      throws IOException {
    // At once, since an editor that reads ours meanwhile would save it; and again, since one that
    // had opened the file may have written to it after that.
    if (content(tx).filter(last::isAsSeen).isPresent()) {
      sync(put);
      if (content(tx).filter(last::isAsSeen).isPresent()) {
        return true;
      }
    }
    for (int i = 0; i < TRIES; i++) {
      if (call.swap(disk.root(), STAGED, put.names())) {
        if (content(tx).filter(now -> Arrays.equals(now, put.bytes())).isPresent()
            || call.swap(disk.root(), STAGED, put.names())) { // Saved again, over ours.
          return false;
        }
      } else if (call.fill(disk.root(), STAGED, put.names())) {
        return false; // Ours was renamed away in the meantime.
      }
    }
    throw new IOException("a file that was saved meanwhile cannot be put back");
  }

  private void sync(Step.Put put) throws IOException {
    try (FolderHandle folder = disk.open(put.names().subList(0, put.names().size() - 1))) {
      folder.sync();
    }
  }

  /** What was taken out of the place; empty where that is no file any more. */
  private Optional<byte[]> content(FolderHandle tx) {
    try {
      return Optional.of(disk.key().openOrKeep(tx.read("0", Long.MAX_VALUE - 1)));
    } catch (IOException noFile) {
      return Optional.empty();
    }
  }

  /** One that cannot look undoes the decision, of which nothing was carried out yet. */
  private static boolean stillHolds(FolderHandle tx, LastLook last) throws IOException {
    try {
      return last.holds();
    } catch (RuntimeException e) {
      clear(tx);
      throw e;
    }
  }

  /** Finishes or drops what an earlier writer left behind; true if something was there. */
  boolean recover() throws IOException {
    if (disk.locate(NotePath.ROOT).kind() != DiskFolder.Kind.FOLDER || !isPending()) {
      return false;
    }
    try (FolderHandle own = disk.open(List.of(DiskFolder.OWN_FOLDER))) {
      try (FolderHandle tx = own.child(FOLDER)) {
        if (tx.attributes(PLAN).isPresent()) {
          carryOut(tx, Plan.read(tx));
        }
        clear(tx);
      }
      own.deleteFolder(FOLDER);
      return true;
    }
  }

  /** Whether an earlier writer left something behind. */
  boolean isPending() throws IOException {
    try (FolderHandle root = disk.open()) {
      if (root.attributes(DiskFolder.OWN_FOLDER).isEmpty()) {
        return false;
      }
      try (FolderHandle own = root.child(DiskFolder.OWN_FOLDER)) {
        return own.attributes(FOLDER).isPresent();
      }
    }
  }

  private void stage(FolderHandle tx, List<Step> steps) throws IOException {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof Step.Put put) {
        String name = Integer.toString(i);
        tx.write(name, disk.key().seal(put.bytes()));
        copyRights(put, tx, name);
      }
    }
  }

  private void copyRights(Step.Put put, FolderHandle tx, String name) throws IOException {
    List<String> parent = put.names().subList(0, put.names().size() - 1);
    try (FolderHandle folder = disk.open(parent)) {
      if (folder.attributes(put.names().getLast()).isPresent()) {
        tx.copyRights(folder, put.names().getLast(), name);
      }
    } catch (NoSuchFileException newFolder) {
      return; // A new file in a new folder has no rights to inherit.
    }
  }

  private static void decide(FolderHandle tx, FolderHandle own, List<Step> steps)
      throws IOException {
    tx.write(NEW_PLAN, Plan.write(steps));
    tx.sync();
    own.sync();
    tx.move(NEW_PLAN, tx, PLAN);
    tx.sync();
  }

  private void carryOut(FolderHandle tx, List<Step> steps) throws IOException {
    Set<List<String>> touched = new LinkedHashSet<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      List<String> parent = step.names().subList(0, step.names().size() - 1);
      try (FolderHandle folder = disk.open(parent)) {
        carryOut(tx, Integer.toString(i), step, folder);
      }
      touched.add(parent);
    }
    for (List<String> names : touched) {
      try (FolderHandle folder = disk.open(names)) {
        folder.sync();
      }
    }
  }

  private static void carryOut(FolderHandle tx, String staged, Step step, FolderHandle folder)
      throws IOException {
    String name = step.names().getLast();
    switch (step) {
      case Step.Put put -> {
        if (tx.attributes(staged).isPresent()) {
          moveInto(tx, staged, folder, name);
        }
      }
      case Step.Remove remove -> {
        if (folder.attributes(name).isPresent()) {
          folder.deleteFile(name);
        }
      }
      case Step.MakeFolder make -> {
        try {
          folder.createFolder(name);
        } catch (FileAlreadyExistsException done) {
          folder.child(name).close();
        }
      }
    }
  }

  /** A folder on another file system (a mount) cannot be renamed into: copy beside, then rename. */
  private static void moveInto(FolderHandle tx, String staged, FolderHandle folder, String name)
      throws IOException {
    try {
      tx.move(staged, folder, name);
    } catch (AtomicMoveNotSupportedException otherFileSystem) {
      if (folder.attributes(TEMPORARY).isPresent()) {
        folder.deleteFile(TEMPORARY);
      }
      folder.write(TEMPORARY, tx.read(staged, Long.MAX_VALUE - 1));
      folder.copyRights(tx, staged, TEMPORARY);
      folder.move(TEMPORARY, folder, name);
      tx.deleteFile(staged);
    }
  }

  /** Empties the folder, the plan first, since without it the rest means nothing. */
  private static void clear(FolderHandle tx) throws IOException {
    if (tx.attributes(PLAN).isPresent()) {
      tx.deleteFile(PLAN);
    }
    for (String name : tx.names()) {
      tx.deleteFile(name);
    }
  }

  /** Whether a plan stands, is asked of the disk: the rename may have worked and still failed. */
  private static void dropUnlessDecided(Exception cause, FolderHandle own) {
    try (FolderHandle tx = own.child(FOLDER)) {
      if (tx.attributes(PLAN).isEmpty()) {
        clear(tx);
        own.deleteFolder(FOLDER);
      }
    } catch (IOException leftForRecovery) {
      cause.addSuppressed(leftForRecovery);
    }
  }

  /** The plan's file: a header, one line a step ({@code put}, {@code remove}, {@code folder}). */
  static final class Plan {
    private Plan() {}

    static byte[] write(List<Step> steps) {
      StringBuilder text = new StringBuilder(HEADER).append('\n');
      for (Step step : steps) {
        String word =
            switch (step) {
              case Step.Put put -> "put ";
              case Step.Remove remove -> "remove ";
              case Step.MakeFolder make -> "folder ";
            };
        text.append(word).append(String.join("/", step.names())).append('\n');
      }
      return text.append("end\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    static List<Step> read(FolderHandle tx) throws IOException {
      Optional<NoteText> text = NoteText.decode(tx.read(PLAN, PLAN_BYTES_MAX));
      List<String> lines = text.map(NoteText::text).orElse("").lines().toList();
      if (lines.size() < 2 || !lines.getFirst().equals(HEADER) || !lines.getLast().equals("end")) {
        throw new IOException("its plan is damaged");
      }
      List<Step> steps = new ArrayList<>();
      for (String line : lines.subList(1, lines.size() - 1)) {
        int space = line.indexOf(' ');
        List<String> names = names(line.substring(space + 1));
        steps.add(
            switch (line.substring(0, Math.max(space, 0))) {
              case "put" -> new Step.Put(names, new byte[0]);
              case "remove" -> new Step.Remove(names);
              case "folder" -> new Step.MakeFolder(names);
              default -> throw new IOException("its plan holds the unknown step '" + line + "'");
            });
      }
      return steps;
    }

    /** Names as the disk spells them, which may be NFD; all other rules of a path hold. */
    private static List<String> names(String path) throws IOException {
      try {
        NotePath.of(path);
      } catch (InvalidPathException refused) {
        throw new IOException("its plan holds a path that leaves the memory", refused);
      }
      return List.of(path.split("/", -1));
    }
  }
}
