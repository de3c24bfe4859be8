import { createHash } from 'node:crypto';
import { validateCatalog } from '../../domain/catalog/validateCatalog.ts';
import { compileCatalog } from '../../domain/engine/compileCatalog.ts';
import type { CompiledCatalog } from '../../domain/engine/compiledCatalog.ts';
import { toSnapshot } from '../../domain/engine/snapshot.ts';
import { AppError } from '../../domain/errors.ts';
import type {
  BuildProgress,
  BuildSource,
  BuiltCatalog,
  BuiltVersion,
  CatalogBody,
} from '../../ports/catalogBuilder.ts';
import type { RecordReader } from '../../ports/recordReader.ts';
import type { SourceFile, SourceFiles } from '../../ports/sourceFiles.ts';
import { parseJsonBytes } from '../parseJsonBytes.ts';
import { readCatalogSource } from '../readCatalogSource.ts';
import { createCompilingSink, type CompilingSink } from './catalogSink.ts';

/** What a builder does, wherever it does it. Blocks for as long as parsing and compiling take. */
export function buildFromBody({ bytes, maxRows, otherWay }: CatalogBody): BuiltCatalog {
  const input = parseJsonBytes(bytes);
  const rows = countRows(input);
  if (rows > maxRows) {
    const detail = `This call takes up to ${maxRows} plans and offer rows, not ${rows}. ${otherWay}`;
    throw new AppError('body_too_large', { detail });
  }
  const checked = validateCatalog(input);
  if ('faults' in checked) return { outcome: 'faults', faults: checked.faults, total: checked.total };
  return { outcome: 'built', version: toBuiltVersion(compileCatalog(checked.catalog)), accounts: [] };
}

function countRows(catalog: unknown): number {
  if (typeof catalog !== 'object' || catalog === null) return 0;
  const { plans, offers } = catalog as { plans?: unknown; offers?: { rows?: unknown } | null };
  const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);
  return lengthOf(plans) + lengthOf(offers?.rows);
}

/**
 * The same from files, row by row.
 *
 * @param between called between two columns that are built.
 */
export async function buildFromSource(
  reader: RecordReader,
  { files, mapping, onProgress }: BuildSource,
  between?: () => void,
): Promise<BuiltCatalog> {
  const progress: BuildProgress = { step: '', bytesRead: 0, bytesTotal: null, plans: 0, offerRows: 0 };
  let counting: CompilingSink | undefined;
  const tell = (change: Partial<BuildProgress>): void => {
    Object.assign(progress, change, { plans: counting?.plans ?? 0, offerRows: counting?.offers ?? 0 });
    onProgress({ ...progress });
  };
  const { faults, sink, accounts } = await readCatalogSource<CompilingSink>({
    reader,
    files: counted(files, (bytes) => tell({ bytesRead: progress.bytesRead + bytes })),
    ...(mapping !== undefined && { mapping }),
    startSink: createCompilingSink,
    onStep: (step, bytes) => tell({ step, bytesRead: 0, bytesTotal: bytes ?? null }),
    onSink: (started) => (counting = started),
  });
  if (faults.total > 0 || sink === undefined) return { outcome: 'faults', faults: faults.listed, total: faults.total };
  tell({ step: 'Compiling', bytesTotal: null });
  return { outcome: 'built', version: toBuiltVersion(sink.finish(between)), accounts };
}

export function toBuiltVersion(compiled: CompiledCatalog): BuiltVersion {
  const snapshot = toSnapshot(compiled);
  const hash = createHash('sha256');
  for (const piece of snapshot) hash.update(piece);
  return {
    snapshot,
    digest: hash.digest('hex'),
    title: compiled.definition.title ?? null,
    plans: compiled.planCount,
  };
}

function counted(files: readonly SourceFile[], onBytes: (bytes: number) => void): SourceFiles {
  return {
    open(name) {
      const file = name === undefined && files.length === 1 ? files[0] : files.find((each) => each.name === name);
      return Promise.resolve(file && { ...file, read: () => countBytes(file.read(), onBytes) });
    },
  };
}

async function* countBytes(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  for await (const chunk of bytes) {
    yield chunk;
    onBytes(chunk.byteLength);
  }
}
