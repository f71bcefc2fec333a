import { demonstrationWords } from '../../src/shared/limits.ts';
import { useStores } from '../stores/storesContext.ts';
import { Button } from '../ui/controls.tsx';

/** What the built-in model has answers of its own for: each word is transmitted by its button. */
export function DemonstrationWords() {
  const { demonstration, surface } = useStores();
  return (
    <div class="recovery demonstration-words" role="group" aria-label="Words the demonstration knows">
      {demonstrationWords.map((word) => (
        <Button key={word} disabled={surface.streaming.value} onPress={() => demonstration.run(word)}>
          {word}
        </Button>
      ))}
    </div>
  );
}
