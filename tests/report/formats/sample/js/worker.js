self.onmessage = async (event) => {
    const { type, id, payload } = event.data;
    if (type === 'seed_rng') {
        await self.python.runPythonAsync(`
            import random
            import numpy as np
            np.random.seed(${payload.seed})
            random.seed(${payload.seed})
        `);
        self.postMessage({ id, answer: { ok: true } });
    }
};
