/** The part of the WebAssembly interface that the kernel uses; Node's own types name it but declare no values. */
declare var WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => WebAssembly.Module;
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (
    module: WebAssembly.Module,
    imports: { env: { memory: { readonly buffer: ArrayBuffer } } },
  ) => { readonly exports: object };
};
