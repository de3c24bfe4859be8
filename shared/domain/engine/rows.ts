/** Some rows: those of `rows` from `from` to before `to`. */
export interface Rows {
  readonly rows: Uint32Array;
  readonly from: number;
  readonly to: number;
}
