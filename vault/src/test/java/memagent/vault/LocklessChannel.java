package memagent.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file's channel on a disk that has no locks, with what Linux says then. */
final class LocklessChannel extends FileChannel {
  private final FileChannel real;

  LocklessChannel(FileChannel real) {
    this.real = real;
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    throw new IOException("No locks available");
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    throw new IOException("No locks available");
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return real.read(buffer);
  }

  @Override
  public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
    return real.read(buffers, offset, length);
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    return real.write(buffer);
  }

  @Override
  public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
    return real.write(buffers, offset, length);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    real.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    real.force(metaData);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return real.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    return real.transferFrom(source, position, count);
  }

  @Override
  public int read(ByteBuffer buffer, long position) throws IOException {
    return real.read(buffer, position);
  }

  @Override
  public int write(ByteBuffer buffer, long position) throws IOException {
    return real.write(buffer, position);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return real.map(mode, position, size);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
