/**
 * As much of the peers' types as the benchmarks use. Declared here because the peers are installed by the first
 * benchmark only, while the type check and the linter run without them.
 */
declare module 'itemsjs' {
  export interface SearchResult<Item> {
    pagination: { total: number };
    data: {
      items: Item[];
      aggregations: Record<string, { buckets: { key: string; doc_count: number }[] }>;
    };
  }
  export interface Search<Item> {
    per_page?: number;
    filters?: Record<string, string[]>;
    _ids?: number[];
    filter?: (item: Item) => boolean;
  }
  export default function itemsjs<Item>(
    items: Item[],
    configuration: {
      native_search_enabled: boolean;
      custom_id_field: string;
      aggregations: Record<string, { conjunction: boolean; size: number }>;
    },
  ): { search(search: Search<Item>): SearchResult<Item> };
}

declare module 'mingo' {
  export class Query {
    constructor(criteria: Record<string, unknown>);
    test(document: object): boolean;
  }
}

declare module 'roaring' {
  export interface RoaringBitmap32 {
    readonly size: number;
    clone(): RoaringBitmap32;
    addMany(values: Iterable<number>): this;
    removeMany(values: Iterable<number>): this;
    andCardinality(other: RoaringBitmap32): number;
    toUint32Array(output: Uint32Array): Uint32Array;
    runOptimize(): boolean;
    shrinkToFit(): number;
  }
  const roaring: {
    RoaringBitmap32: {
      new (values?: Iterable<number>): RoaringBitmap32;
      and(a: RoaringBitmap32, b: RoaringBitmap32): RoaringBitmap32;
      andNot(a: RoaringBitmap32, b: RoaringBitmap32): RoaringBitmap32;
      orMany(bitmaps: readonly RoaringBitmap32[]): RoaringBitmap32;
      fromRange(start: number, end: number): RoaringBitmap32;
    };
    PackageVersion: string;
    CRoaringVersion: string;
    getRoaringUsedMemory(): number;
  };
  export default roaring;
}

declare module 'autocannon' {
  export interface Request {
    method: string;
    path: string;
    headers: Record<string, string>;
    body: string;
  }
  export interface Client {
    setRequests(requests: Request[]): void;
  }
  export interface Result {
    duration: number;
    errors: number;
    timeouts: number;
    non2xx: number;
    '2xx': number;
    requests: { total: number };
    latency: { p50: number; p99: number };
  }
  export interface Options {
    url: string;
    connections: number;
    duration: number;
    setupClient: (client: Client) => void;
  }
  export default function autocannon(options: Options): Promise<Result>;
}

declare module 'bullmq' {
  export interface Connection {
    connection: { url: string };
  }
  export class Queue<Data> {
    constructor(name: string, options: Connection);
    waitUntilReady(): Promise<unknown>;
    obliterate(options: { force: boolean }): Promise<void>;
    addBulk(jobs: { name: string; data: Data; opts: { removeOnComplete: boolean } }[]): Promise<unknown>;
    close(): Promise<void>;
  }
  export class Worker<Data> {
    constructor(name: string, processor: () => Promise<void>, options: Connection & { concurrency: number });
    waitUntilReady(): Promise<unknown>;
    on(event: 'completed', listener: (job: { data: Data }) => void): this;
    close(): Promise<void>;
  }
}
