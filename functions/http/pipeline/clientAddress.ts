import { isIPv6 } from 'node:net';

/** Groups of an IPv6 address that name a site; within it a caller has as many addresses as it likes. */
const SITE_GROUPS = 4;
const GROUPS = 8;

/**
 * Where a request came from, as the nearest proxy says: the last entry of the header, without its port; of IPv6 the site. What
 * stands before it anybody may have written. undefined: no proxy was in between.
 */
export function clientAddress(headers: Headers, header: string): string | undefined {
  const entry = headers.get(header)?.split(',').at(-1)?.trim();
  if (entry === undefined || entry === '') return undefined;
  const address = /^\[([^\]]*)\]/.exec(entry)?.[1] ?? entry;
  return isIPv6(address) ? siteOf(address) : address.replace(/:\d+$/, '');
}

function siteOf(address: string): string {
  // Written in one way, as URLs have it: `2001:db8::1`.
  const text = new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = text.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const zeros = text.includes('::')
    ? GROUPS - groups.length - tail.split(':').filter((group) => group !== '').length
    : 0;
  return [...groups, ...Array<string>(zeros).fill('0'), ...tail.split(':')].slice(0, SITE_GROUPS).join(':');
}
