export const longAnswer = `# From paper to phosphor

A short history of the terminal, and what a terminal for language models keeps of it.

## 1. Paper

The Teletype Model 33 came out in 1963. Ten characters per second, upper case only, a mechanical keyboard, a roll of paper. A slow machine by any measure, and still a complete idea: you type a line, a distant computer answers a line, and both lines stay.

The paper did three things that screens later gave up:

- **It was append-only.** Nothing printed could be changed. A mistake was followed by a correction, not replaced by it.
- **It was in order.** What stood above had happened before.
- **It outlived the session.** Switch off, go home, read it on the train.

A printer has no cursor that jumps and no window that scrolls. The whole interface is *what was said, in order*. Much of the trouble with chat programs comes from forgetting this: history that vanishes with an update, an edit that destroys what followed, two windows that overwrite each other.

## 2. Glass

The first video terminals were called *glass teletypes*: the same line protocol with a tube instead of a roll. DEC shipped the VT05 in 1970. The Lear Siegler ADM-3A of 1976 was cheap, came as a kit if you wanted, and spread through universities. Two of its habits are still in your fingers: its arrow keys were printed on \`h\`, \`j\`, \`k\` and \`l\`, where \`vi\` found them, and its Home key shared a cap with \`~\`, which still means your home directory.

In 1978 the VT100 settled the language. It understood the control sequences of the draft that became ANSI X3.64: an escape character, a bracket, numbers, a letter.

\`\`\`bash
printf '\\033[32mgreen\\033[0m plain\\n'
printf '\\033[2J\\033[H'   # clear, then home
\`\`\`

Nearly every terminal program in use today still speaks a superset of it. A protocol that small, printed on a few pages, has outlived the company that made it common.

## 3. Phosphor

The colour was chemistry. A beam hits a coating, the coating glows, and how long it glows is a property of the compound.

| phosphor | colour | persistence | seen in |
|---|---|---|---|
| P1 | green | medium | oscilloscopes, early terminals |
| P3 | amber | medium | amber terminals of the 1980s |
| P4 | white | short | television, word processors |
| P39 | green | long | IBM 5151, the first PC's monitor |

Long persistence hid the flicker of a slow refresh and smeared everything that moved. Short persistence was crisp and tired the eyes. Fresh text that is brighter than old text was never a decoration: it was the tube telling you what had just arrived. A picture with a history of half a second, for free.

## 4. Streams

A line to a computer at 110 baud delivers ten characters per second, about the speed of careful reading. People learned to read *with* the machine, and to interrupt it when it went the wrong way. The break key was not an error; it was half of the conversation.

Language models brought the situation back. A model produces one token after the other, typically 20 to 200 per second, and the useful decision often falls early: the first two sentences show whether the question was understood. So:

1. Show every token when it arrives, not when a paragraph is done.
2. Make stopping instant, and keep what arrived. It was paid for.
3. Never move what the eye is reading. Blocks above the last one stay exactly where they are.
4. Follow the end only while the reader is at the end.

## 5. Meters

Computer time used to be metered, and users knew the price of a run. Then machines became personal and the meter disappeared. With models it is back, in an unusual unit. A token is a piece of text, about four characters of English prose, fewer in code, one or two in Chinese. Input and output have separate prices, given per token, with up to sixteen decimals.

The arithmetic is simple and still easy to get wrong:

\`\`\`text
1,204 tokens in   ×  $0.000001  =  $0.001204
  388 tokens out  ×  $0.000002  =  $0.000776
                                   ---------
                                   $0.001980
\`\`\`

Three rules keep such a sum honest. Count text with a tokenizer, not by the number of network packets. Treat your own count as an estimate and mark it. When the service reports the charge, believe the report, and show that figure from then on. What nobody knows is written as \`$?\`, because a wrong zero is worse than an admitted gap.

## 6. The same page, sent again

A model remembers nothing between two questions. What looks like memory is the conversation itself, sent along as a whole each time: system prompt, first question, first answer, second question, and so on to the last line.

Three things follow from that, and each can be used:

- **Long conversations cost more per question.** The tenth question pays for the nine before it. A new topic is better off in a new conversation.
- **The model can be changed at any point.** The next one receives the same page and continues from it. Ask a cheap model first; hand the page to a better one when it gets stuck.
- **What is attached stays attached.** A file that came with the first question is sent with the tenth as well.

The size of the page is limited: a short story for some models, a shelf of books for others.

## 7. The roll of paper, again

The archive behind this window works like the Teletype's paper. Every window writes its own log; a log only ever grows; a record, once written, is not changed. A conversation is what comes out when all logs are read in order. Two windows can write at the same time, since neither touches the other's file. A damaged line loses itself and nothing else.

> A record is one line: a checksum, a space, JSON. Readable without this program.

The database on top is for speed. It can be deleted at any time and is built again from the logs, as a library card can be written again from the book.

## 8. What is left

The Model 33 was heavy, loud, and smelled of oil, and it lost no one's work. The aim is to keep that last property and leave the rest in the museum.

*End of text. Compare the estimate with the final figure in the line below.*
`;
