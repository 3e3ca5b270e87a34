package memagent.embed;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A network that is loaded; safe for several threads. */
final class OnnxSession implements AutoCloseable {
  private static final List<String> INPUTS =
      List.of("input_ids", "attention_mask", "token_type_ids");
  private static final String OUTPUT = "last_hidden_state";
  private static final int INT64 = 7; // ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64

  /** A passage is a few tokens: a second thread costs more than it brings. */
  private static final int THREAD_COUNT = 1;

  private final OnnxRuntime runtime;
  private final MemorySegment session;
  private final Arena names = Arena.ofShared();
  private final MemorySegment inputNames;
  private final MemorySegment outputNames;
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxSession(OnnxRuntime runtime, MemorySegment session) {
    this.runtime = runtime;
    this.session = session;
    this.inputNames = names.allocate(ADDRESS, INPUTS.size());
    for (int i = 0; i < INPUTS.size(); i++) {
      inputNames.setAtIndex(ADDRESS, i, names.allocateFrom(INPUTS.get(i)));
    }
    this.outputNames = names.allocate(ADDRESS);
    outputNames.set(ADDRESS, 0, names.allocateFrom(OUTPUT));
  }

  /** Loads the network of a file. */
  static OnnxSession load(OnnxRuntime runtime, Path file) throws IOException {
    // From memory: the names of files are of another width on Windows.
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file)) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      MemorySegment out = arena.allocate(ADDRESS);
      runtime.check((MemorySegment) runtime.createSessionOptions.invokeExact(out));
      MemorySegment options = out.get(ADDRESS, 0);
      try {
        runtime.check((MemorySegment) runtime.setIntraOpThreads.invokeExact(options, THREAD_COUNT));
        runtime.check((MemorySegment) runtime.setInterOpThreads.invokeExact(options, THREAD_COUNT));
        runtime.check(
            (MemorySegment)
                runtime.createSessionFromArray.invokeExact(
                    runtime.environment, bytes, bytes.byteSize(), options, out));
      } finally {
        runtime.releaseSessionOptions.invokeExact(options);
      }
      return new OnnxSession(runtime, out.get(ADDRESS, 0));
    } catch (IOException e) {
      throw e;
    } catch (Throwable t) {
      throw OnnxRuntime.broken(t);
    }
  }

  /**
   * Runs the network over one text.
   *
   * @param ids (token)
   * @param width numbers for each token
   * @return (token, width), row by row
   */
  float[] run(long[] ids, int width) {
    open.readLock().lock();
    try (Arena arena = Arena.ofConfined()) {
      if (closed) {
        throw new EmbedException("The embedding model is closed.");
      }
      long[] ones = new long[ids.length]; // (token): all count
      Arrays.fill(ones, 1);
      long[] zeros = new long[ids.length]; // (token): all are of the first text
      MemorySegment shape = arena.allocateFrom(JAVA_LONG, 1, ids.length);
      MemorySegment values = arena.allocate(ADDRESS, INPUTS.size());
      MemorySegment out = arena.allocate(ADDRESS);
      try {
        int at = 0;
        for (long[] input : List.of(ids, ones, zeros)) {
          MemorySegment data = arena.allocateFrom(JAVA_LONG, input);
          runtime.check(
              (MemorySegment)
                  runtime.createTensorWithData.invokeExact(
                      runtime.processorMemory,
                      data,
                      data.byteSize(),
                      shape,
                      2L,
                      INT64,
                      values.asSlice(at * ADDRESS.byteSize(), ADDRESS)));
          at++;
        }
        runtime.check(
            (MemorySegment)
                runtime.run.invokeExact(
                    session,
                    MemorySegment.NULL,
                    inputNames,
                    values,
                    (long) INPUTS.size(),
                    outputNames,
                    1L,
                    out));
        MemorySegment data = arena.allocate(ADDRESS);
        runtime.check((MemorySegment) runtime.tensorData.invokeExact(out.get(ADDRESS, 0), data));
        long bytes = (long) ids.length * width * Float.BYTES;
        return reach(data.get(ADDRESS, 0), bytes).toArray(JAVA_FLOAT);
      } finally {
        for (int i = 0; i < INPUTS.size(); i++) {
          release(values.getAtIndex(ADDRESS, i));
        }
        release(out.get(ADDRESS, 0));
      }
    } catch (Throwable t) {
      throw OnnxRuntime.broken(t);
    } finally {
      open.readLock().unlock();
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment reach(MemorySegment address, long bytes) {
    return address.reinterpret(bytes);
  }

  private void release(MemorySegment value) throws Throwable {
    if (value.address() != 0) {
      runtime.releaseValue.invokeExact(value);
    }
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        runtime.releaseSession.invokeExact(session);
        names.close();
      }
    } catch (Throwable t) {
      throw OnnxRuntime.broken(t);
    } finally {
      open.writeLock().unlock();
    }
  }
}
