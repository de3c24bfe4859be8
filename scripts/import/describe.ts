import type { CatalogImported } from '../../shared/application/useCases.ts';
import type { FaultList } from '../../shared/domain/catalog/faultList.ts';
import type { ImportOptions } from './options.ts';

const SHOWN_FAULTS = 20;

/** @param writtenTo the file that has more of them, if there is one */
export function describeFaults(path: string, faults: FaultList, writtenTo: string | undefined): string {
  const shown = faults.listed.slice(0, SHOWN_FAULTS);
  const count = faults.total === 1 ? 'one fault' : `${faults.total.toLocaleString('en')} faults`;
  return [
    `${path} has ${count}. Nothing was changed.`,
    ...shown.map(({ path: at, code, message }) => `  ${at === '' ? '(the whole)' : at}  ${code}\n      ${message}`),
    ...(faults.total > shown.length ? [`  ... and ${(faults.total - shown.length).toLocaleString('en')} more`] : []),
    ...(writtenTo === undefined ? [] : [`They are in ${writtenTo}.`]),
  ].join('\n');
}

export function describeImported(imported: CatalogImported, plans: string, { tenantId }: ImportOptions): string {
  const { created, catalogId, version, active, digest } = imported;
  const of = tenantId === 'default' ? catalogId : `${catalogId} (tenant ${tenantId})`;
  const stored = created
    ? `Version ${version} of ${of} is stored: ${plans}, digest ${digest}.`
    : `Version ${version} of ${of} has this content already; nothing was changed.`;
  const next = active
    ? 'It is active.'
    : `It is not active yet: start the server, then POST /api/manage/catalogs/${encodeURIComponent(catalogId)}/versions/${version}/activate.`;
  return `${stored}\n${next}`;
}
