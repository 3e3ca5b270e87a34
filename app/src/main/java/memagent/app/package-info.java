/**
 * The program: commands, settings and the wiring of all other modules.
 *
 * <p>Start at {@link memagent.app.Main}, which turns a command line into an exit code. It hands the
 * process's {@link memagent.app.Surroundings} (environment, streams, clock, ids) down, since no
 * other module reads them. {@link memagent.app.SettingsReader} makes {@link memagent.app.Settings}
 * of defaults, the settings file, the environment and flags; {@link memagent.app.AppContext} builds
 * the vault, the sandbox, the model and the agent from them, side by side. Each command is one
 * class: {@link memagent.app.ChatCommand}, {@link memagent.app.AskCommand}, {@link
 * memagent.app.MemoryCommand}, {@link memagent.app.TraceCommand}, {@link memagent.app.LogCommand}
 * and its like, and {@link memagent.app.DoctorCommand}. {@link memagent.app.TurnView} shows a turn
 * while it is made, {@link memagent.app.DiffView} what it changed.
 */
@NullMarked
package memagent.app;

import org.jspecify.annotations.NullMarked;
