import { describe, expect, it } from 'vitest';
import { listsNameServers, nameServersIn } from './name-servers';

const four = ['ns-101.awsdns-12.com', 'ns-612.awsdns-12.net', 'ns-1101.awsdns-10.org', 'ns-1701.awsdns-20.co.uk'];

describe('name servers in a mail', () => {
  it('are found among words, bullets, quotes and final dots', () => {
    const mail = `Hello,\n> please delegate api.vpce.example.com to:\n> - NS-101.awsdns-12.com.\n* ns-612.awsdns-12.net,\n1) "${four[2] ?? ''}"; <${four[3] ?? ''}.>\nBest regards, https://aws.amazon.com`;
    expect(nameServersIn(mail)).toEqual(four);
  });

  it('come once each', () => {
    expect(nameServersIn(`${four.join(' ')} ${four.join('\n')}`)).toEqual(four);
  });

  it('are a list where they stand a line each', () => {
    expect(listsNameServers(`Hello,\n\n${four.join('\n')}\n\nCase number: 4711`)).toBe(true);
    expect(listsNameServers(`- The NS record to ${four[0] ?? ''} is missing.\n- ${four[1] ?? ''} is silent.`)).toBe(
      false,
    );
  });

  it('are those of the list, where sentences speak of others', () => {
    const mail = `We gave you ns-999.awsdns-99.net by mistake. It is:\n\n${four.join('\n')}\n\nPlease replace ns-999.awsdns-99.net.`;
    expect(nameServersIn(mail)).toEqual(four);
    expect(nameServersIn(four.map((name, n) => `> ${String(n + 1)}. <${name}.>`).join('\n'))).toEqual(four);
  });

  it('of other hosts are taken from a bare list only', () => {
    expect(nameServersIn('ns1.example.net\nns2.example.net.')).toEqual(['ns1.example.net', 'ns2.example.net']);
    expect(nameServersIn('Dear customer, see example.com for more')).toEqual([]);
    expect(nameServersIn('')).toEqual([]);
  });
});
