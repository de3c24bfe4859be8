export const help="http";export const options={} as const; export async function run(){return undefined}
