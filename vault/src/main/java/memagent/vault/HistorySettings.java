package memagent.vault;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Where the histories of memories are kept, and by which clock.
 *
 * @param folder holds one folder for each memory; made when it is first needed
 * @param warnings takes one sentence when a change is on disk but could not be added to the history
 */
public record HistorySettings(Path folder, InstantSource clock, Consumer<String> warnings) {}
