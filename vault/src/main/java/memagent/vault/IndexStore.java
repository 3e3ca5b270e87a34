package memagent.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Lucene's side of an index: a folder or a piece of memory, a reader of it, and a writer while
 * something is being written. Only one process can have a writer, and holds it no longer than a
 * burst of changes lasts, so that every process on a memory can keep the one index up to date.
 *
 * <p>For one thread at a time, but for {@link #put}.
 */
final class IndexStore implements AutoCloseable {
  /** Changes with what is written here or how words are analysed: other indexes are made anew. */
  private static final String FORM = "mem-agent 2";

  private static final String FORM_KEY = "form";

  /** A full buffer is written by one thread while others go on; the last one makes all wait. */
  private static final double BUFFER_MEGABYTES_MAX = 40;

  private static final double SEGMENT_MEGABYTES_MAX = 128;
  private static final double SMALL_SEGMENT_MEGABYTES_MAX = 1;
  private static final double SEGMENTS_A_TIER = 4; // a search looks into each of them
  private static final int SEGMENT_COUNT_MAX = 16; // until small ones are joined
  private static final int NAME_CHARS = 24;
  private static final long PAUSE_NANOS = 5_000_000;

  private final Directory directory;
  private final boolean isKept;
  private final String form;
  private final WordAnalyzer analyzer = WordAnalyzer.forNotes();
  private @Nullable DirectoryReader reader;
  private @Nullable TermLookup terms; // of the reader
  private volatile @Nullable IndexWriter writer;

  private IndexStore(Directory directory, boolean isKept, String form) {
    this.directory = directory;
    this.isKept = isKept;
    this.form = form;
  }

  /** The name of a memory's index among those of all: by its real path. */
  static String nameFor(Path memory) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(memory.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, NAME_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /** What went wrong with an index, in a few words. */
  static String reason(Exception e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String kind = e.getClass().getSimpleName();
    int cut = message.indexOf(" (resource=");
    return kind + ": " + (cut < 0 ? message : message.substring(0, cut));
  }

  /** In a folder, which is made for its owner only. */
  static IndexStore in(Path folder) throws IOException {
    return in(folder, FORM);
  }

  /** The same for what has another form than an index of words. */
  static IndexStore in(Path folder, String form) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path parent = folder.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectories(folder);
      }
    }
    return new IndexStore(FSDirectory.open(folder), true, form);
  }

  /** In this process' memory. */
  static IndexStore inMemory() {
    return new IndexStore(new ByteBuffersDirectory(), false, FORM);
  }

  /** Whether another process sees it too. */
  boolean isKept() {
    return isKept;
  }

  /** Whether somebody has committed one. */
  boolean isThere() throws IOException {
    return DirectoryReader.indexExists(directory);
  }

  boolean isWriting() {
    return writer != null;
  }

  /** What was written and seen so far. */
  IndexReader reader() throws IOException {
    DirectoryReader open = reader;
    return open == null ? new MultiReader() : open;
  }

  /** Its terms, as far as they were asked for. */
  TermLookup terms() throws IOException {
    TermLookup known = terms;
    IndexReader open = reader();
    if (known == null || !known.isOf(open)) {
      known = new TermLookup(open.getContext());
      terms = known;
    }
    return known;
  }

  /**
   * Sees what was written since, here or by another process.
   *
   * @return whether there was anything
   * @throws IOException if the index is damaged or of another form
   */
  boolean refresh() throws IOException {
    DirectoryReader old = reader;
    if (old == null) {
      if (writer != null) {
        reader = DirectoryReader.open(writer);
        return true;
      }
      if (!isThere()) {
        return false;
      }
      reader = checked(DirectoryReader.open(directory));
      return true;
    }
    DirectoryReader newer =
        writer == null
            ? DirectoryReader.openIfChanged(old)
            : DirectoryReader.openIfChanged(old, writer);
    if (newer != null) {
      reader = newer;
      old.close();
    }
    return newer != null;
  }

  private DirectoryReader checked(DirectoryReader opened) throws IOException {
    String found = opened.getIndexCommit().getUserData().get(FORM_KEY);
    if (!form.equals(found)) {
      opened.close();
      throw new IndexFormatTooOldException(String.valueOf(found), "it is of another form");
    }
    return opened;
  }

  /**
   * Takes the right to write.
   *
   * @return false if another process had it all the time
   */
  boolean write(Duration waitMax) throws IOException {
    if (writer != null) {
      return true;
    }
    long deadline = System.nanoTime() + waitMax.toNanos();
    while (true) {
      try {
        writer = new IndexWriter(directory, settings());
        return true;
      } catch (LockObtainFailedException another) {
        if (System.nanoTime() - deadline > 0) {
          return false;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private IndexWriterConfig settings() {
    IndexWriterConfig settings = new IndexWriterConfig(analyzer);
    settings.setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND);
    settings.setRAMBufferSizeMB(BUFFER_MEGABYTES_MAX);
    TieredMergePolicy merges = new TieredMergePolicy();
    merges.setMaxMergedSegmentMB(SEGMENT_MEGABYTES_MAX);
    merges.setFloorSegmentMB(SMALL_SEGMENT_MEGABYTES_MAX);
    merges.setSegmentsPerTier(SEGMENTS_A_TIER);
    settings.setMergePolicy(new MergesOnRequest(merges));
    settings.setMergeScheduler(new SerialMergeScheduler());
    settings.setMaxFullFlushMergeWaitMillis(0); // Else it waits for joins that are not begun then.
    return settings;
  }

  /**
   * Joins segments when {@link #tidy} asks, and never while somebody waits for a search. Other
   * joins are not even looked for: the writer would note them down, and then see nothing new to do
   * when it is asked.
   */
  private static final class MergesOnRequest extends FilterMergePolicy {
    MergesOnRequest(MergePolicy merges) {
      super(merges);
    }

    @Override
    public @Nullable MergeSpecification findMerges(
        MergeTrigger trigger, SegmentInfos infos, MergeContext context) throws IOException {
      boolean isAsked = trigger == MergeTrigger.EXPLICIT || trigger == MergeTrigger.MERGE_FINISHED;
      return isAsked ? super.findMerges(trigger, infos, context) : null;
    }

    @Override
    public @Nullable MergeSpecification findFullFlushMerges(
        MergeTrigger trigger, SegmentInfos infos, MergeContext context) {
      return null;
    }
  }

  /** Puts a note in the place of what was kept of it; for several threads. */
  void put(NotePath path, List<Document> documents) throws IOException {
    writing().updateDocuments(note(path), documents);
  }

  /** The same for a note that is not there yet. */
  void add(List<Document> documents) throws IOException {
    writing().addDocuments(documents);
  }

  /** Writes one of the buffers down, the fullest; several threads may do so at once. */
  void flushOne() throws IOException {
    writing().flushNextBuffer();
  }

  /** Keeps that the file looks otherwise and says the same. */
  void restamp(NotePath path, FileStamp stamp) throws IOException {
    Field[] fields = {
      new NumericDocValuesField(NoteDocuments.BYTES, stamp.bytes()),
      new NumericDocValuesField(NoteDocuments.CHANGED, stamp.changedNanos()),
      new NumericDocValuesField(NoteDocuments.FILE, stamp.file())
    };
    writing().updateDocValues(new Term(NoteDocuments.SELF, path.value()), fields);
  }

  void remove(NotePath path) throws IOException {
    writing().deleteDocuments(note(path));
  }

  private IndexWriter writing() {
    if (writer == null) {
      throw new IllegalStateException("The index is not being written.");
    }
    return writer;
  }

  private static Term note(NotePath path) {
    return new Term(NoteDocuments.NOTE, path.value());
  }

  /** Whether it lies in so many pieces that a search would notice. */
  boolean isScattered() throws IOException {
    return reader().leaves().size() > SEGMENT_COUNT_MAX;
  }

  /** Joins small segments; other threads may search and write meanwhile. */
  void tidy() throws IOException {
    IndexWriter open = writer;
    if (open != null) {
      open.maybeMerge();
    }
  }

  /**
   * Forces what was written to the disk; other threads may search and write meanwhile.
   *
   * @param isTidy whether to join segments first, which keeps searches fast and takes a while
   */
  void commit(boolean isTidy) throws IOException {
    IndexWriter open = writer;
    if (open != null && isKept) {
      if (isTidy) {
        tidy();
      }
      open.setLiveCommitData(Map.of(FORM_KEY, form).entrySet());
      open.commit();
    }
  }

  /**
   * Gives the right to write back, if everything is on the disk.
   *
   * @return whether nothing is being written now
   */
  boolean release() throws IOException {
    IndexWriter open = writer;
    if (open == null || !isKept) {
      return true;
    }
    if (open.hasUncommittedChanges()) {
      return false;
    }
    // Before others may write, so that nothing is in it that this process does not know of.
    DirectoryReader saved = DirectoryReader.open(directory);
    forgetReader();
    reader = saved;
    writer = null;
    open.rollback(); // Nothing is lost, and merges that wait are left to the next writer.
    return true;
  }

  private void forgetReader() throws IOException {
    DirectoryReader old = reader;
    reader = null;
    if (old != null) {
      old.close();
    }
  }

  /** What the notes looked like when they were read. */
  Map<String, FileStamp> stamps() throws IOException {
    Map<String, FileStamp> stamps = new ConcurrentHashMap<>();
    for (LeafReaderContext leaf : reader().leaves()) {
      Terms paths = leaf.reader().terms(NoteDocuments.SELF);
      if (paths == null) {
        continue;
      }
      Bits live = leaf.reader().getLiveDocs();
      // The terms come in the order of the paths, the values want the order of the documents.
      @Nullable String[] byDocument = new String[leaf.reader().maxDoc()]; // (document)
      TermsEnum each = paths.iterator();
      PostingsEnum documents = null;
      for (BytesRef path = each.next(); path != null; path = each.next()) {
        documents = each.postings(documents, PostingsEnum.NONE);
        for (int at = documents.nextDoc();
            at != DocIdSetIterator.NO_MORE_DOCS;
            at = documents.nextDoc()) {
          if (live == null || live.get(at)) {
            byDocument[at] = path.utf8ToString();
          }
        }
      }
      NumericDocValues bytes = leaf.reader().getNumericDocValues(NoteDocuments.BYTES);
      NumericDocValues changed = leaf.reader().getNumericDocValues(NoteDocuments.CHANGED);
      NumericDocValues file = leaf.reader().getNumericDocValues(NoteDocuments.FILE);
      NumericDocValues content = leaf.reader().getNumericDocValues(NoteDocuments.CONTENT);
      for (int at = 0; at < byDocument.length; at++) {
        String path = byDocument[at];
        if (path != null) {
          stamps.put(
              path,
              new FileStamp(
                  value(bytes, at), value(changed, at), value(file, at), value(content, at)));
        }
      }
    }
    return stamps;
  }

  private static long value(@Nullable NumericDocValues values, int document) throws IOException {
    return values != null && values.advanceExact(document) ? values.longValue() : 0;
  }

  /** Empties the folder as soon as no other process is writing in it. */
  void wipe(Duration waitMax) throws IOException {
    long deadline = System.nanoTime() + waitMax.toNanos();
    while (!wipe()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("another program keeps writing it");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Empties the folder; false if another process is writing in it. */
  boolean wipe() throws IOException {
    IndexWriter open = writer;
    writer = null;
    if (open != null) {
      open.rollback();
    }
    forgetReader();
    try (Lock held = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      held.ensureValid();
      for (String file : directory.listAll()) {
        if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
          directory.deleteFile(file);
        }
      }
      return true;
    } catch (LockObtainFailedException another) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      commit(false);
      forgetReader();
      IndexWriter saved = writer;
      writer = null;
      if (saved != null) {
        saved.rollback();
      }
    } finally {
      directory.close();
    }
  }
}
