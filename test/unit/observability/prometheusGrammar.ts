/** The text exposition format 0.0.4 read strictly, for want of a parser among the packages: what it does not know is a fault. */
export interface ScrapedFamily {
  type: string;
  help: string;
  /** By name and labels as written, `name{label="value"}`. */
  samples: Map<string, number>;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`;
const HELP = new RegExp(String.raw`^# HELP (${NAME}) ((?:[^\\\n]|\\[\\n])*)$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram)$`);
const SAMPLE = new RegExp(
  String.raw`^(${NAME})(?:\{(${LABEL}(?:,${LABEL})*)\})? (NaN|[+-]Inf|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$`,
);
const suffixes: Record<string, RegExp> = { counter: /^$/, gauge: /^$/, histogram: /^_(bucket|sum|count)$/ };

/** Families by name. Throws at the first line that is not as the format has it. */
export function readExposition(text: string): Map<string, ScrapedFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line must end in a line feed');
  const families = new Map<string, ScrapedFamily>();
  let current: { name: string; family: ScrapedFamily } | undefined;
  let help: RegExpExecArray | null = null;
  for (const line of text.slice(0, -1).split('\n')) {
    if (HELP.test(line)) {
      help = HELP.exec(line)!;
      continue;
    }
    const type = TYPE.exec(line);
    if (type) {
      const name = type[1]!;
      if (help?.[1] !== name) throw new Error(`no HELP right before ${line}`);
      if (families.has(name)) throw new Error(`${name} comes twice`);
      current = { name, family: { type: type[2]!, help: help[2]!, samples: new Map() } };
      families.set(name, current.family);
      continue;
    }
    const sample = SAMPLE.exec(line);
    if (!sample) throw new Error(`not understood: ${line}`);
    const [, name, labels, value] = sample;
    if (!current || !name!.startsWith(current.name)) throw new Error(`not in its family: ${line}`);
    const { family } = current;
    if (!suffixes[family.type]!.test(name!.slice(current.name.length))) throw new Error(`no ${family.type}: ${line}`);
    const key = labels === undefined ? name! : `${name}{${labels}}`;
    if (family.samples.has(key)) throw new Error(`comes twice: ${line}`);
    family.samples.set(key, Number(value!.replace('Inf', 'Infinity')));
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family);
  return families;
}

/** Bounds ascend to +Inf, counts never fall, and the last is the count, for each combination of labels. */
function checkHistogram(name: string, { samples }: ScrapedFamily): void {
  const last = new Map<string, { bound: number; count: number }>();
  for (const [key, count] of samples) {
    const bucket = /_bucket\{(.*?),?le="([^"]+)"\}$/.exec(key);
    if (!bucket) continue;
    const [, labels, le] = bucket;
    const bound = Number(le!.replace('Inf', 'Infinity'));
    const before = last.get(labels!);
    if (before && (bound <= before.bound || count < before.count)) throw new Error(`out of order: ${key}`);
    last.set(labels!, { bound, count });
  }
  for (const [labels, { bound, count }] of last) {
    const total = samples.get(labels === '' ? `${name}_count` : `${name}_count{${labels}}`);
    if (bound !== Infinity || total !== count) throw new Error(`${name}{${labels}} does not end in its count`);
  }
}
