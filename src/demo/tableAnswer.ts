export const tableAnswer = `## States of an answer

| state | what happened | text | cost |
|---|---|---|---|
| streaming | tokens are arriving | grows | estimate, live |
| complete | the model finished | whole | as billed |
| stopped | you pressed Stop | part kept | estimate, or unknown |
| interrupted | the line was cut | part kept | estimate, or unknown |
| failed | nothing arrived | none | nothing, or unknown |

A state stands beside the text, never in it: what is stored is what the model said, and nothing else.

## What a million tokens costs

Prices are per single token, as decimal strings. The table multiplies three of them.

| price per token | per answer of 400 tokens | per million |
|---:|---:|---:|
| $0.0000000417 | $0.0000167 | $0.0417 |
| $0.000000600 | $0.000240 | $0.6000 |
| $0.000015 | $0.00600 | $15.00 |

Three significant digits below one cent. A sum that is not zero never prints as zero.
`;
