import { fault, isObject, readString, type Spot } from './fieldChecks.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import { QUESTION_KINDS, type QuestionKind } from './schema.ts';

/** A question named by another one, and where. */
export interface Reference {
  readonly id: string;
  readonly path: string;
}

export interface KnownQuestion {
  readonly id: string;
  readonly index: number;
  /** undefined where the kind is itself at fault, so that nothing more is said about it. */
  readonly kind: QuestionKind | undefined;
  /** As it was written, with whatever faults. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The questions of a catalogue by id, known before any is checked, because each may name those after it. */
export interface KnownQuestions {
  readonly byId: ReadonlyMap<string, KnownQuestion>;
  /** The question that `field` names; undefined, with a fault, when there is none. Adds to `references` if there is. */
  readReference(spot: Spot, field: string, references: Reference[]): KnownQuestion | undefined;
}

export function collectQuestions(list: readonly unknown[]): KnownQuestions {
  const byId = new Map<string, KnownQuestion>();
  list.forEach((item, index) => {
    if (!isObject(item) || typeof item.id !== 'string' || byId.has(item.id)) return;
    const kind = QUESTION_KINDS.find((known) => known === item.kind);
    byId.set(item.id, { id: item.id, index, kind, fields: item });
  });
  return {
    byId,
    readReference: (spot, field, references) => {
      const id = readString(spot, field);
      if (id === undefined) return undefined;
      const question = byId.get(id);
      if (question === undefined) {
        const message = `Add a question ${quote(id)} to "questions", or name one that is there.`;
        fault(spot, field, 'unknown_question', message);
      } else {
        references.push({ id, path: pointerTo(spot.path, field) });
      }
      return question;
    },
  };
}
