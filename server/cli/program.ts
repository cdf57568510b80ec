import { Command } from 'commander';
import { addAdminCommand } from './admin';
import { addAlertsCommand } from './alerts';
import { addBuildingsCommand } from './buildings';
import { addDoctorCommand } from './doctor';
import { addEraseCommand } from './erase';
import { EXIT, tell } from './output';
import { addPasswordCommand } from './password';
import { addRevokeCommand } from './revoke';
import { addTokenCommands } from './token';

const AFTER_HELP = `
The command prints lines of JSON on standard output, and logs and errors on standard error.
It uses the database of DATABASE_URL; without DATABASE_URL, the embedded database in DATA_DIR.
It works while Quad runs and while it does not.

Exit codes: ${EXIT.ok} success, ${EXIT.failed} failure (standard error says why), ${EXIT.usage} wrong command line.`;

/**
 * Creates the command line; parsing it runs the command. A command's action imports what only the action needs, such as
 * the database: Node takes longer to load it than most commands take. Parsing throws `CommanderError` for a wrong
 * command line.
 */
export function createProgram(): Command {
  const program = new Command('quad')
    .description('The command with which the operator manages Quad.')
    .usage('<command> [options]   (npm run quad -- <command> [options])')
    .addHelpText('after', AFTER_HELP)
    .showHelpAfterError('Add --help to see the arguments.')
    .configureOutput({ writeErr: (text) => tell(text.trimEnd()) })
    .exitOverride();
  addTokenCommands(program);
  addBuildingsCommand(program);
  addAdminCommand(program);
  addRevokeCommand(program);
  addPasswordCommand(program);
  addEraseCommand(program);
  addAlertsCommand(program);
  addDoctorCommand(program);
  return program;
}
