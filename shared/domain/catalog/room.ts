import type { FaultList } from './faultList.ts';
import { LIMITS } from './schema.ts';

/** Plans and offer rows together have a limit, whichever list comes first. */
export interface Room {
  /** Makes room for one more of a list; false, with one fault at the first, when there is none left. */
  take(list: '/plans' | '/offers/rows'): boolean;
  /** Says at once that a list is too long, rather than after the faults of all that fit. */
  refuse(list: '/plans' | '/offers/rows'): void;
  readonly isRefused: boolean;
}

export function createRoom(faults: FaultList): Room {
  let taken = 0;
  let isRefused = false;
  const refuse: Room['refuse'] = (list) => {
    if (isRefused) return;
    isRefused = true;
    const limit = LIMITS.plansAndRows.toLocaleString('en');
    const message = `Keep at most ${limit} plans and offer rows together in one catalogue; split it into several.`;
    faults.add(list, 'too_many', message);
  };
  return {
    take(list) {
      taken += 1;
      if (taken <= LIMITS.plansAndRows) return true;
      refuse(list);
      return false;
    },
    refuse,
    get isRefused() {
      return isRefused;
    },
  };
}
