import { CommandError, runCommand } from '../local/command.ts';
import { AppError } from '../shared/domain/errors.ts';
import { importSource } from './import/importSource.ts';
import { help, readCommand } from './import/options.ts';
import { profileFile } from './import/profileFile.ts';
import { createProgress } from './import/progress.ts';

await runCommand(import.meta.filename, async () => {
  const command = readCommand();
  if (command.kind === 'help') {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const progress = createProgress(process.stderr);
  try {
    return command.kind === 'import'
      ? await importSource(command.options, progress)
      : await profileFile(command.options, progress);
  } catch (error) {
    if (error instanceof AppError && error.category !== 'internal') {
      throw new CommandError(error.message, { cause: error });
    }
    throw error;
  }
});
