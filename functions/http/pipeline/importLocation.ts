import type { ImportView } from '../../../shared/application/useCases.ts';

export function importLocation({ catalogId, importId }: ImportView): { Location: string } {
  return { Location: `/api/manage/catalogs/${encodeURIComponent(catalogId)}/imports/${encodeURIComponent(importId)}` };
}
