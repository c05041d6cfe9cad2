import { Commands } from './commands.js';

export class Game {
    constructor() {
        this.worker = new Commands();
        this.pyodide = this.worker;
    }

    async start(seed) {
        await this.pyodide.runPythonAsync(`
            import random
            import numpy as np
            np.random.seed(${seed})
            random.seed(${seed})
            print("seeded")
        `);
    }

    async tilt() {
        return await this.pyodide.runPythonAsync(`env.tilt(4)`);
    }

    async performRollback() {
        await this.pyodide.runPythonAsync(`env.t = 0`);
    }
}
