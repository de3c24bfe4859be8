export { openSourceFolder } from '../adapters/file/sourceFolder.ts';
