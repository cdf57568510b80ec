import { BlockList, isIP } from 'node:net';

/** Networks that are not the public internet: RFC 6890, RFC 5735 and the IANA registries of special-purpose addresses. */
const V4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, with the metadata services of clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24', // documentation
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, with the broadcast address
];
/** Only global unicast addresses (2000::/3) are public, without these. */
const V6 = [
  '2001::/23', // protocol assignments, with Teredo, which contains an IPv4 address
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which contains an IPv4 address
  '2620:4f:8000::/48',
  '3fff::/20', // documentation
];

const notPublic = new BlockList();
for (const network of V4) addTo(notPublic, network, 'ipv4');
for (const network of V6) addTo(notPublic, network, 'ipv6');
const globalUnicast = new BlockList();
addTo(globalUnicast, '2000::/3', 'ipv6');

function addTo(list: BlockList, network: string, family: 'ipv4' | 'ipv6'): void {
  const [address = '', length] = network.split('/');
  list.addSubnet(address, Number(length), family);
}

/**
 * Returns whether an IP address belongs to a host of the public internet. False for what is no IP address, for IPv6
 * addresses that contain an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo), and for scoped ones.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic.check(address, 'ipv4');
    case 6:
      return (
        !address.includes('%') && globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6')
      );
    default:
      return false;
  }
}
