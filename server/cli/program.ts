import { Command } from 'commander';
import { addAdminCommand } from './admin';
import { addBuildingsCommand } from './buildings';
import { addDoctorCommand } from './doctor';
import { addEraseCommand } from './erase';
import { EXIT, tell } from './output';
import { addPasswordCommand } from './password';
import { addRevokeCommand } from './revoke';
import { addTokenCommands } from './token';

const AFTER_HELP = `
Answers are lines of JSON on standard output; logs and errors go to standard error.
It works on the database that the settings name (the embedded one without DATABASE_URL),
whether Quad runs or not.

Exit codes: ${EXIT.ok} done, ${EXIT.failed} it failed (the sentence says why), ${EXIT.usage} the command line is not right.`;

/**
 * Creates the command line; parsing it runs the command. A command's action imports what only the action needs, such as
 * the database: Node takes longer to load it than most commands take. Parsing throws `CommanderError` for a wrong
 * command line.
 */
export function createProgram(): Command {
  const program = new Command('quad')
    .description("Quad's command for its operator.")
    .usage('<command> [options]   (npm run quad -- <command> [options])')
    .addHelpText('after', AFTER_HELP)
    .showHelpAfterError('Add --help to see what it takes.')
    .configureOutput({ writeErr: (text) => tell(text.trimEnd()) })
    .exitOverride();
  addTokenCommands(program);
  addBuildingsCommand(program);
  addAdminCommand(program);
  addRevokeCommand(program);
  addPasswordCommand(program);
  addEraseCommand(program);
  addDoctorCommand(program);
  return program;
}
