import { describe, expect, it } from 'vitest';
import { changeBatch, cliLine, zoneFile } from './record-texts';

const records = [
  { name: 'api.vpce.example.com', kind: 'NS', value: 'ns-1.awsdns-1.com.' },
  { name: 'api.vpce.example.com.', kind: 'ns', value: 'ns-2.awsdns-2.net' },
  { name: '_x.example.com', kind: 'TXT', value: 'vpce:a"b\\c' },
];

describe('records as texts', () => {
  it('a zone file has absolute names and quoted text', () => {
    expect(zoneFile(records).split('\n')).toEqual([
      'api.vpce.example.com. 300 IN NS ns-1.awsdns-1.com.',
      'api.vpce.example.com. 300 IN NS ns-2.awsdns-2.net.',
      '_x.example.com. 300 IN TXT "vpce:a\\"b\\\\c"',
    ]);
  });

  it('a long text is in parts of 255 characters', () => {
    const long = zoneFile([{ name: 'a.example', kind: 'TXT', value: 'v'.repeat(300) }]);
    expect(long).toBe(`a.example. 300 IN TXT "${'v'.repeat(255)}" "${'v'.repeat(45)}"`);
  });

  it('a change batch has one set for all values of a name, and creates only', () => {
    const { Changes: changes } = JSON.parse(changeBatch(records)) as {
      Changes: {
        Action: string;
        ResourceRecordSet: { Name: string; Type: string; ResourceRecords: { Value: string }[] };
      }[];
    };
    expect(changes.map(({ Action }) => Action)).toEqual(['CREATE', 'CREATE']);
    expect(changes[0]?.ResourceRecordSet).toMatchObject({
      Name: 'api.vpce.example.com.',
      Type: 'NS',
      ResourceRecords: [{ Value: 'ns-1.awsdns-1.com.' }, { Value: 'ns-2.awsdns-2.net.' }],
    });
  });

  it('a command survives the shell', () => {
    expect(cliLine([{ name: 'a.example', kind: 'TXT', value: "it's" }])).toContain(`\\"it'\\''s\\"`);
  });
});
