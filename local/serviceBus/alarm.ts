/** Rings once, at the earliest of the times it was set to since it last rang. */
export interface Alarm {
  /** @param time milliseconds since 1970; `Infinity`: not for this. */
  at(time: number): void;
  stop(): void;
}

/** A timer of Node.js holds at most this many milliseconds (2^31 - 1); one that rings early does no harm. */
const LONGEST_WAIT_MS = 2_147_483_647;

export function createAlarm(ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let due = Infinity;
  return {
    at(time) {
      if (time >= due) return;
      clearTimeout(timer);
      due = time;
      timer = setTimeout(
        () => {
          due = Infinity;
          ring();
        },
        Math.min(Math.max(0, time - Date.now()), LONGEST_WAIT_MS),
      );
    },
    stop() {
      clearTimeout(timer);
      due = -Infinity;
    },
  };
}
