/** Stands in for the package `open` within the bundle: the identity library wants it for people who sign in at a browser. */
export default function open(): never {
  throw new Error('a server opens no browser');
}
