package memagent.vault;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * One open folder. Names are single names, never paths, and a symbolic link is never followed: it
 * is reported by {@link #attributes} and everything else fails on it.
 *
 * <p>Two ways to do it: {@link SecureFolder} holds the folder itself open and works relative to it,
 * so that nobody can put a link in the way between a check and its use; {@link PlainFolder} works
 * by path where the platform has no such calls.
 */
sealed interface FolderHandle extends AutoCloseable permits SecureFolder, PlainFolder {

  /** Opens a folder by its path; the path itself may lead through links. */
  @SuppressWarnings("StreamResourceLeak") // The handle closes it.
  static FolderHandle open(Path folder) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(folder);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new SecureFolder(folder, secure);
    }
    stream.close();
    return new PlainFolder(folder);
  }

  /** Opens a folder in this one; fails on a link and on a file. */
  FolderHandle child(String name) throws IOException;

  /** All names, hidden ones too, in no order. */
  List<String> names() throws IOException;

  /** Of the entry itself, not of what a link points at; empty when there is none. */
  Optional<BasicFileAttributes> attributes(String name) throws IOException;

  /**
   * The bytes of a file.
   *
   * @param bytesMax reading stops one byte after so many, so that the caller sees that there is
   *     more
   */
  byte[] read(String name, long bytesMax) throws IOException;

  /** Writes a new file and forces it to the disk; fails if the name is taken. */
  void write(String name, byte[] bytes) throws IOException;

  /** Gives a file the rights of another one, where the platform has such rights. */
  void copyRights(FolderHandle from, String fromName, String name) throws IOException;

  /** Moves a file within one file system in one step, over an existing file if there is one. */
  void move(String name, FolderHandle to, String newName) throws IOException;

  void createFolder(String name) throws IOException;

  void deleteFile(String name) throws IOException;

  void deleteFolder(String name) throws IOException;

  /** Forces the folder's list of names to the disk, where the platform can. */
  void sync() throws IOException;

  @Override
  void close() throws IOException;
}
