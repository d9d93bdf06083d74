"""Prints what step sizes are multiplied by: python3 Scripts/schedule_vectors.py

With PyTorch's formulas (torch.optim.lr_scheduler, closed forms) by numpy 2.4, for ScheduleTests.
"""

import numpy as np

epochs = np.arange(10)
print("cosine", list((1 + np.cos(np.pi * epochs / 10)) / 2))
print("exponential", list(0.9**epochs))
print("step", list(0.1 ** (epochs // 3)))
