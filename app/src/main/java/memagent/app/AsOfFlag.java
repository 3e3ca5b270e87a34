package memagent.app;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag that shows a memory as it was. */
final class AsOfFlag {
  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      description = "The memory as it was then: a day, \"day time\", or the id of a change.")
  private @Nullable String asOf;

  /** What was given, if anything was. */
  Optional<Moment> moment(Surroundings surroundings) {
    return Optional.ofNullable(asOf).map(text -> Moment.of(text, surroundings.clock().getZone()));
  }
}
