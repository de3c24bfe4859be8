import { MAX_LISTED_FAULTS, type Fault } from '../errors.ts';
import type { CatalogFaultCode } from './faultCodes.ts';
import type { SourceFaultCode } from './mapping/sourceFaultCodes.ts';

/** Collects faults: the first `MAX_LISTED_FAULTS` are kept, the rest are only counted, so that memory stays bounded. */
export class FaultList {
  readonly listed: Fault[] = [];
  total = 0;

  add(path: string, code: CatalogFaultCode | SourceFaultCode, message: string): void {
    this.total += 1;
    if (this.listed.length < MAX_LISTED_FAULTS) this.listed.push({ path, code, message });
  }
}
