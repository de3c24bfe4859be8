/**
 * What callers were told, kept outside the process that told them: after it was killed, all of it must still be there.
 * A subject is whatever carries versions (a document, a session); each version was acknowledged with an answer.
 */
export interface Ledger {
  acknowledged(subject: string, version: number, answer: string): void;
  /** Someone is about to remove the subject: from now on it may be missing. */
  removing(subject: string): void;
  /** The removal was acknowledged: from now on the subject must be missing. */
  removed(subject: string): void;
  /** How many acknowledgements there were. */
  readonly size: number;
  /** One sentence for each promise that what is stored now breaks; `read` gives the answers by version. */
  findBroken(read: (subject: string) => Promise<ReadonlyMap<number, string> | undefined>): Promise<string[]>;
}

interface Subject {
  answers: Map<number, string>;
  state: 'kept' | 'removing' | 'removed';
}

export function createLedger(): Ledger {
  const subjects = new Map<string, Subject>();
  let size = 0;

  function subjectOf(name: string): Subject {
    let subject = subjects.get(name);
    if (!subject) subjects.set(name, (subject = { answers: new Map(), state: 'kept' }));
    return subject;
  }

  return {
    acknowledged(name, version, answer) {
      size += 1;
      subjectOf(name).answers.set(version, answer);
    },
    removing(name) {
      subjectOf(name).state = 'removing';
    },
    removed(name) {
      size += 1;
      subjectOf(name).state = 'removed';
    },
    get size() {
      return size;
    },
    async findBroken(read) {
      const broken: string[] = [];
      for (const [name, { answers, state }] of subjects) {
        const stored = await read(name);
        if (state === 'removed') {
          if (stored) broken.push(`${name} was removed and is back`);
        } else if (!stored) {
          if (state === 'kept') broken.push(`${name} is lost`);
        } else {
          for (const [version, answer] of answers) {
            if (stored.get(version) !== answer) broken.push(`${name} lost version ${version}: ${answer}`);
          }
        }
      }
      return broken;
    },
  };
}
